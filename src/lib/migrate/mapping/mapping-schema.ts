import { z } from 'zod';

/** MariaDB allows 64 characters for the name of a table or column. */
const table = () => z.string().regex(/^[A-Za-z0-9_]{1,64}$/, 'must be the name of a table');
const column = () => z.string().regex(/^[^\0]{1,64}$/, 'must be the name of a column');

/** MongoDB reads a dot as a path and a leading dollar as an operator; names with an underscore in front are aether's. */
const field = () =>
  z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,119}$/, 'must be letters, digits and "_", a letter first');

const index = z.strictObject({
  keys: z
    .record(z.string().min(1), z.union([z.literal(1), z.literal(-1)]))
    .describe('Fields in order, 1 ascending or -1 descending'),
  unique: z.boolean().optional().describe('No two documents may have the same values'),
});

const columnsOf = {
  table: table().describe('The table that the rows come from'),
  omit: z.array(column()).default([]).describe('Columns that are not taken over'),
  rename: z
    .record(column(), field())
    .default({})
    .describe('Fields whose name differs from that of their column'),
  pii: z
    .record(column(), z.enum(['drop', 'none']))
    .default({})
    .describe(
      'What happens to personal data. drop: the column is not taken over. none: it is taken over as it is, on purpose',
    ),
};

/** Rows of another table inside a document, and rows of further tables inside those. */
export interface EmbeddedSpec {
  table: string;
  omit: string[];
  rename: Record<string, string>;
  pii: Record<string, 'drop' | 'none'>;
  on: Record<string, string>;
  documents: Record<string, EmbeddedSpec>;
  arrays: Record<string, EmbeddedSpec>;
}

const embedded: z.ZodType<EmbeddedSpec> = z.strictObject({
  ...columnsOf,
  on: z
    .record(column(), column())
    .refine((on) => Object.keys(on).length > 0, 'must name a column')
    .describe('Which rows belong to a parent: column of this table, and the column of the parent it equals'),
  get documents(): z.ZodType<Record<string, EmbeddedSpec>> {
    return z.record(field(), embedded).default({}).describe('Tables with at most one row for each parent');
  },
  get arrays(): z.ZodType<Record<string, EmbeddedSpec>> {
    return z.record(field(), embedded).default({}).describe('Tables with any number of rows for each parent');
  },
});

const collection = z.strictObject({
  ...columnsOf,
  key: column().describe('Integer column that identifies a row of the table; it becomes _id'),
  documents: z
    .record(field(), embedded)
    .default({})
    .describe('Embedded documents, by field: tables with at most one row for each parent'),
  arrays: z
    .record(field(), embedded)
    .default({})
    .describe('Embedded arrays, by field, in the order of the primary key of their table'),
  indexes: z.array(index).default([]).describe('Indexes besides that of _id'),
});

export const mappingSchema = z
  .strictObject({
    mapping: field().describe('Name of the mapping'),
    title: z.string().min(1).describe('One line on what it is for'),
    collections: z
      .record(field(), collection)
      .refine((all) => Object.keys(all).length > 0, 'must name a collection')
      .describe('The collections, by name'),
  })
  .describe('How the tables of a database become documents');

/** A mapping as the program uses it, defaults filled in. */
export type Mapping = z.output<typeof mappingSchema>;
export type CollectionSpec = Mapping['collections'][string];
