// Writes schema/environment.schema.json from the compiled environment schema; with --check it only
// compares, and fails where the file is not what the schema says.
import { readFile, writeFile } from 'node:fs/promises';
import { environmentSchema } from '../dist/lib/infra/config/environment-schema.js';
import { toJsonSchema } from '../dist/lib/infra/config/json-schema.js';

const file = new URL('../schema/environment.schema.json', import.meta.url);
const text = `${JSON.stringify({ title: 'Environment file of aether', ...toJsonSchema(environmentSchema) }, null, 2)}\n`;

if (process.argv.includes('--check')) {
  const written = await readFile(file, 'utf8').catch(() => '');
  if (written !== text) {
    console.error(
      'schema/environment.schema.json is out of date: run "npm run build", then this script without --check',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(file, text);
}
