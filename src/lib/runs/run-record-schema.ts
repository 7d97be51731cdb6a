import { z } from 'zod';
import { RUN_RECORD_VERSION, type RunRecord } from '../infra/run-record/run-record.ts';

const location = z.strictObject({ file: z.string(), line: z.int(), column: z.int() });

const cause = z.strictObject({
  code: z.string().nullable(),
  errno: z.int().nullable(),
  message: z.string(),
});

const failure = z.strictObject({
  code: z.string().describe('a code of docs/errors.md'),
  message: z.string(),
  hint: z.string(),
  location: location.nullable(),
  host: z.string().nullable().describe('the host of the environment that the error came from'),
  errno: z.int().nullable().describe('error number of the server'),
  sql_state: z.string().nullable(),
  statement: z.string().nullable().describe('with ? in place of every literal'),
  causes: z.array(cause).describe('from the nearest cause to the first one'),
});

const runProcess = z.strictObject({
  pid: z.int(),
  start_ticks: z.int().describe('start time in clock ticks since the machine booted'),
  boot_id: z.string(),
  pid_namespace: z.string(),
});

/** The file `run.json`; schema/run.schema.json is generated from this. */
export const runRecordSchema: z.ZodType<RunRecord> = z.strictObject({
  version: z.literal(RUN_RECORD_VERSION),
  run: z.string(),
  command: z.string(),
  argv: z.array(z.string()),
  cwd: z.string(),
  environment_files: z.array(z.string()),
  ledger: z.string().nullable().describe('table of the meta database that refers to the run'),
  machine: z.string(),
  os_user: z.string(),
  process: runProcess,
  state: z.enum(['running', 'finished', 'failed', 'interrupted']),
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
  elapsed_seconds: z.number().nullable(),
  exit_code: z.int().nullable(),
  error: failure.nullable(),
});
