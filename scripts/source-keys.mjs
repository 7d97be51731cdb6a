// docs/sources.md: every key of a source file, from the JSON Schema of the code.

/** The page as Markdown. */
export function sourcesPage(schema) {
  const rows = keysOf(schema, '').map(
    ({ path, required, type, text }) => `| \`${path}\` | ${required ? 'yes' : ''} | ${type} | ${text} |`,
  );
  return [
    '# Keys of a source file',
    '',
    'Generated from `src/lib/ingest/source/source-schema.ts`. `*` is a name that you choose, `[]` one of a list. The same as a',
    'JSON Schema is `schema/source.schema.json`; `configs/sources/olist.yaml` is an example.',
    '',
    '| Key | Needed | Value | Meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function keysOf(schema, path) {
  const found = new Map();
  for (const one of alternatives(schema)) {
    for (const [key, below] of Object.entries(one.properties ?? {})) {
      const at = path === '' ? key : `${path}.${key}`;
      for (const each of rowsOf(at, below, one.required?.includes(key) === true)) merge(found, each);
    }
    if (typeof one.additionalProperties === 'object')
      for (const each of keysOf(one.additionalProperties, `${path}.*`)) merge(found, each);
    if (typeof one.items === 'object') for (const each of keysOf(one.items, `${path}[]`)) merge(found, each);
  }
  return [...found.values()];
}

function rowsOf(path, schema, required) {
  const text = (schema.description ?? '').replaceAll('|', '\\|').replaceAll('*', '\\*');
  return [{ path, required, type: typeOf(schema), text }, ...keysOf(schema, path)];
}

/** A key of several kinds of columns is one row. */
function merge(found, row) {
  const known = found.get(row.path);
  if (known === undefined) found.set(row.path, row);
  else {
    const types = new Set([...known.type.split(', '), ...row.type.split(', ')]);
    found.set(row.path, {
      ...known,
      required: known.required && row.required,
      type: [...types].join(', '),
      text: known.text || row.text,
    });
  }
}

function typeOf(schema) {
  const values = alternatives(schema).flatMap((one) => {
    if (one.const !== undefined) return [`\`${one.const}\``];
    if (one.enum !== undefined) return one.enum.map((value) => `\`${value}\``);
    return one.type === undefined ? [] : [one.type];
  });
  return [...new Set(values)].join(', ').replaceAll('|', '\\|');
}

function alternatives(schema) {
  const choices = schema.anyOf ?? schema.oneOf;
  return choices === undefined ? [schema] : choices.flatMap(alternatives);
}
