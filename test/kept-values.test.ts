import { expect, it } from 'vitest';
import { fitColumn } from '../src/lib/ingest/target/plan-load.ts';
import { parseStoredType } from '../src/lib/ingest/target/stored-type.ts';
import { fitSelected } from '../src/lib/ingest/transform/selected-fit.ts';
import { SELECTED_KINDS, SOURCE_KINDS, TARGET_TYPES } from './support/kept-values-pairs.ts';

const INTRODUCTION = `# 0009: values are kept, or their record is rejected

**Decision.** Before the first row, the target is read once and each pair of types is judged (\`lib/ingest/target\`). The
server alone is not enough: it rounds, cuts, pads, renumbers and generates without a warning.

- **kept**: every value comes back as the file says it. What the column cannot hold (too long, out of range, not in its
  character set) the server refuses, and the record is rejected.
- **checked**: a record whose value the column would change is rejected by the rule \`target\`, with the column's type.
- **refused**: the load does not begin (\`TARGET_CHANGES_VALUES\`), and the message says the way out.

Refused as well are generated columns, a default that the column would change, and \`on_fail: null\` for an AUTO_INCREMENT
or a NOT NULL TIMESTAMP column, which put values of their own in the place of NULL. A 0 for an AUTO_INCREMENT column stays 0.
What BEFORE INSERT triggers write over loaded values is a warning; without the privilege TRIGGER it is unknown, and said.

Kept means: numbers are equal as decimals, FLOAT and DOUBLE as they are shown again; texts byte by byte; UUID and INET6 as
what they stand for; BIT gets the number, not its digits; VARBINARY and BLOB get the text in UTF-8.

The tables are written by \`test/kept-values.test.ts\` (\`npx vitest run --project unit -u test/kept-values.test.ts\`);
\`test/integration/kept-values-*.test.ts\` load values of every pair and compare.
`;

it('lists every pair of types in docs/decisions', async () => {
  const page = [INTRODUCTION, intoSection(), upsertSection()].join('\n');
  await expect(page).toMatchFileSnapshot('../docs/decisions/0009-kept-values.md');
});

function intoSection(): string {
  const titles = SOURCE_KINDS.map(({ title }) => title);
  const rows = TARGET_TYPES.map((type) => [
    `\`${type}\``,
    ...SOURCE_KINDS.map(({ spec }) => fitColumn(spec, { type }).kind),
  ]);
  return `## Straight into a table (\`into\`)\n\n${table(['column of the table', ...titles], rows)}`;
}

function upsertSection(): string {
  const rows = TARGET_TYPES.map((type) => [
    `\`${type}\``,
    ...SELECTED_KINDS.map(
      (selected) => fitSelected(parseStoredType(selected.type), parseStoredType(type)).kind,
    ),
  ]);
  return `## From the select of a step (\`upsert\`)

The rows are collected with the target's types. **compared**: the selected value is kept beside the column, and a row whose
value has changed stops the step before the target is touched, with its key, both values and what to say in the select
(\`ROUND\`, \`CAST\`, \`RTRIM\`). **kept**: the types alone show that no value changes; what does not fit is an error of the
server. **refused**: the step says which cast is missing.

${table(['column of the table', ...SELECTED_KINDS.map(({ type }) => type)], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return [head, head.map(() => '---'), ...rows].map(line).join('');
}
