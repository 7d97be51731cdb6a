// Writes the JSON Schemas below schema/ from the compiled code; with --check it only compares, and fails
// if a file is not what the code says.
import { readFile, writeFile } from 'node:fs/promises';
import { planSchema } from '../dist/lib/core/plan-schema.js';
import { environmentSchema } from '../dist/lib/infra/config/environment-schema.js';
import { toJsonSchema } from '../dist/lib/infra/config/json-schema.js';
import { sourceSchema } from '../dist/lib/ingest/source/source-schema.js';
import { mappingSchema } from '../dist/lib/migrate/mapping/mapping-schema.js';
import { runRecordSchema } from '../dist/lib/runs/run-record-schema.js';

const SCHEMAS = [
  { name: 'mapping', title: 'Mapping of tables to documents', schema: mappingSchema },
  { name: 'source', title: 'Source of aether ingest', schema: sourceSchema },
  { name: 'environment', title: 'Environment file of aether', schema: environmentSchema },
  { name: 'plan', title: 'Plan that aether prints for --dry-run --json', schema: planSchema },
  { name: 'run', title: 'Record of one run of aether (run.json)', schema: runRecordSchema },
];

for (const { name, title, schema } of SCHEMAS) {
  const file = new URL(`../schema/${name}.schema.json`, import.meta.url);
  const text = `${JSON.stringify({ title, ...toJsonSchema(schema) }, null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    await writeFile(file, text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`schema/${name}.schema.json is out of date: run "npm run generate"`);
    process.exitCode = 1;
  }
}
