import { z } from 'zod';
import { name, path } from './fields.ts';
import { rejectBudget } from './quantities.ts';

export const sourcesSection = z
  .record(
    name(),
    z.strictObject({
      from: path().describe('Directory or file with the data'),
      file: path()
        .optional()
        .describe('The YAML file that describes the source, else the one of that name in configs/sources'),
      max_rejects: rejectBudget()
        .optional()
        .describe('Rejected records to accept, else that of the section limits'),
    }),
  )
  .prefault({})
  .describe('Where data is ingested from, by the name that "aether ingest" is given');

export const pipelinesSection = z
  .record(name(), z.strictObject({ file: path().describe('The YAML file that describes the pipeline') }))
  .prefault({})
  .describe('Pipelines by the name that "aether dag" is given');
