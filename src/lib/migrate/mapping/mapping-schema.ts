import { z } from 'zod';
import { type ComputedSpec, computedSpec } from './computed-spec.ts';
import { indexSpec } from './index-spec.ts';
import { type PiiAction, piiAction } from './pii-action.ts';

/** MariaDB allows 64 characters for the name of a table or column. */
const table = () => z.string().regex(/^[A-Za-z0-9_]{1,64}$/, 'must be the name of a table');
const column = () => z.string().regex(/^[^\0]{1,64}$/, 'must be the name of a column');

/** MongoDB reads a dot as a path and a leading dollar as an operator; names with an underscore in front are aether's. */
const field = () =>
  z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,119}$/, 'must be letters, digits and "_", a letter first');

const columnsOf = {
  table: table().describe('The table that the rows come from'),
  take: z
    .array(column())
    .min(1, 'must name a column')
    .optional()
    .describe('Columns that are taken over, and no others; left out: all'),
  omit: z.array(column()).default([]).describe('Columns that are not taken over'),
  rename: z
    .record(column(), field())
    .default({})
    .describe('Fields whose name differs from that of their column'),
  pii: z.record(column(), piiAction).default({}).describe('What happens to personal data, by column'),
  nulls: z
    .enum(['keep', 'omit'])
    .default('keep')
    .describe('keep: NULL is a field with null. omit: a column that is NULL makes no field'),
  computed: z.record(field(), computedSpec).default({}).describe('Fields that no column holds'),
};

/** What the root and embedded tables have in common. */
export interface LevelSpec {
  table: string;
  take?: string[] | undefined;
  omit: string[];
  rename: Record<string, string>;
  pii: Record<string, PiiAction>;
  nulls: 'keep' | 'omit';
  computed: Record<string, ComputedSpec>;
  documents: Record<string, EmbeddedSpec>;
  arrays: Record<string, ArraySpec>;
}

/** Rows of another table inside a document, and rows of further tables inside those. */
export interface EmbeddedSpec extends LevelSpec {
  on: Record<string, string>;
}

export interface ArraySpec extends EmbeddedSpec {
  sort?: Record<string, 1 | -1> | undefined;
  top?: number | undefined;
}

const embeddedOf = {
  ...columnsOf,
  on: z
    .record(column(), column())
    .refine((on) => Object.keys(on).length > 0, 'must name a column')
    .describe('Which rows belong to a parent: column of this table, and the column of the parent it equals'),
  documents: z
    .lazy((): z.ZodType<Record<string, EmbeddedSpec>> => z.record(field(), embedded))
    .default({})
    .describe('Tables with at most one row for each parent'),
  arrays: z
    .lazy((): z.ZodType<Record<string, ArraySpec>> => z.record(field(), array))
    .default({})
    .describe('Tables with any number of rows for each parent'),
};

const embedded: z.ZodType<EmbeddedSpec> = z.strictObject(embeddedOf);

const MOST_ELEMENTS = 10_000;

const array: z.ZodType<ArraySpec> = z.strictObject({
  ...embeddedOf,
  sort: z
    .record(column(), z.union([z.literal(1), z.literal(-1)]))
    .optional()
    .describe('Order of the elements, 1 ascending or -1 descending; left out: the primary key'),
  top: z
    .int()
    .min(1, 'must be 1 or more')
    .max(MOST_ELEMENTS)
    .optional()
    .describe('A subset: the first so many elements in the order of "sort"'),
});

const collection = z.strictObject({
  ...columnsOf,
  key: column().describe('Integer column that identifies a row of the table; it becomes _id'),
  documents: z
    .record(field(), embedded)
    .default({})
    .describe('Embedded documents, by field: tables with at most one row for each parent'),
  arrays: z.record(field(), array).default({}).describe('Embedded arrays, by field'),
  references: z
    .record(field(), field())
    .default({})
    .describe(
      'Fields that hold the _id of a document of another collection: verified, and published after it',
    ),
  indexes: z.array(indexSpec).default([]).describe('Indexes besides that of _id'),
  validator: z
    .enum(['error', 'warn', 'none'])
    .default('none')
    .describe('What the server does with a later document of other types than the mapping makes'),
  on_archive: z
    .enum(['keep', 'mark', 'delete'])
    .optional()
    .describe(
      'Roots with archived_at, whose rows have left. keep (default): their documents stay as they are live. mark: so, with _archived. delete: left out',
    ),
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
