import { z } from 'zod';
import { unlessMissing } from './fields.ts';
import { duration, rejectBudget, size } from './quantities.ts';

const SMALLEST_CHUNK = 64 * 1024;
/** Far below the 2 GiB at which Galera refuses a write-set. */
const LARGEST_CHUNK = 1024 ** 3;

const chunkSize = size().refine(
  (bytes) => bytes >= SMALLEST_CHUNK && bytes <= LARGEST_CHUNK,
  'must be from 64KiB to 1GiB',
);

const parallelHelp = 'must be a number from 1 to 64';

export const limitsSection = z
  .strictObject({
    parallel_connections: z
      .int({ error: unlessMissing(parallelHelp) })
      .min(1, parallelHelp)
      .max(64, parallelHelp)
      .prefault(2)
      .describe('Connections that one command works on at a time'),
    chunk_bytes: chunkSize
      .prefault('3MiB')
      .describe('Data that one transaction loads; every parallel connection keeps that much in memory'),
    max_rejects: rejectBudget()
      .prefault(0)
      .describe('Rejected records to accept before a load counts as failed'),
    statement_timeout: duration()
      .prefault('1h')
      .describe('A statement that runs longer is ended by the server'),
    lock_wait_timeout: duration()
      .prefault('3s')
      .describe('How long a change of the schema waits for a table in use, and everybody else after it'),
    outage_tolerance: duration()
      .prefault('1m')
      .describe('How long a run waits for a server that is away or takes no work, for each outage'),
  })
  .prefault({})
  .describe('How much one command may take');
