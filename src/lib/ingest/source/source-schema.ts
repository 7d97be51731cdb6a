import { z } from 'zod';
import { didYouMean } from '../../core/suggest.ts';
import { rejectBudget } from '../../infra/config/sections/quantities.ts';
import { columnSpec } from '../columns/column-spec.ts';
import { dialectSpec } from '../records/dialect-spec.ts';
import { ENCODING_NAMES } from '../records/encoding-names.ts';
import { placeholdersIn } from './placeholders.ts';

const LONGEST_NAME = 41;

const identifier = () =>
  z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'must be lower-case letters, digits and "_", a letter first')
    .max(LONGEST_NAME, `must be ${LONGEST_NAME} characters or fewer`);

const columnNames = () => z.array(identifier()).min(1, 'must name a column');

/** What a source says of one file, or of all those that its pattern matches. */
export const fileSpec = z
  .strictObject({
    match: z
      .string()
      .min(1)
      .describe(
        'Name of the file, or a pattern with * and ? for one file per day; .gz and .zst may follow it',
      ),
    optional: z.boolean().default(false).describe('A run without this file is complete too'),
    encoding: z
      .enum(ENCODING_NAMES)
      .default('utf-8')
      .describe('How the text is encoded; a byte order mark may come first'),
    dialect: dialectSpec.prefault({}).describe('How the bytes are cut into records and fields'),
    columns: z.array(columnSpec).min(1).describe('The columns to load, in the order of the staging table'),
    key: columnNames().optional().describe('Columns that identify a record'),
    duplicates: z
      .enum(['reject', 'keep_first', 'keep_last', 'allow'])
      .default('reject')
      .describe(
        'Records with the same key in one file. reject: the first one stays, the others count against the budget. ' +
          'keep_first, keep_last: the others are discarded, as declared. allow: all stay',
      ),
    max_rejects: rejectBudget()
      .optional()
      .describe(
        'Rejected records that this file may have, else that of the environment file: 100, 1%, and of rules 1%,range=5',
      ),
    into: identifier()
      .optional()
      .describe(
        'Load straight into this table of the business database; else into typed staging for the steps',
      ),
    file_id_column: identifier()
      .optional()
      .describe(
        'Integer column of the table of `into` that gets the number of the file in the ledger; --replace needs it',
      ),
    same_name: z
      .enum(['correction', 'new'])
      .default('correction')
      .describe(
        'What another file of the same name is. correction: it takes the place of the one before. new: a file of its own',
      ),
  })
  .superRefine((file, context) => {
    const names = file.columns.map((column) => column.name);
    for (const name of file.key ?? []) {
      if (!names.includes(name)) {
        context.addIssue({ code: 'custom', path: ['key'], message: `"${name}" is not one of the columns` });
      }
    }
    names.forEach((name, index) => {
      if (names.indexOf(name) === index) return;
      context.addIssue({
        code: 'custom',
        path: ['columns', index, 'name'],
        message: `"${name}" occurs twice`,
      });
    });
    if (file.file_id_column !== undefined) {
      const isColumn = names.includes(file.file_id_column);
      const message = isColumn ? 'is also one of the columns of the file' : 'is for files with `into`';
      if (isColumn || file.into === undefined)
        context.addIssue({ code: 'custom', path: ['file_id_column'], message });
    }
    if (file.duplicates !== 'reject' && file.into !== undefined) {
      const message = 'is for staged files: a table that is loaded directly keeps its own unique keys';
      context.addIssue({ code: 'custom', path: ['duplicates'], message });
    }
    if (file.duplicates !== 'reject' && file.key === undefined) {
      context.addIssue({ code: 'custom', path: ['duplicates'], message: 'needs a key' });
    }
  });

const check = z.strictObject({
  check: identifier().describe('Name of the rule, as it is reported'),
  file: identifier().describe('The file whose records it looks at'),
  on_fail: z
    .enum(['reject', 'warn', 'wait'])
    .describe('reject: take the record out. warn: only count it. wait: try again when more files have come'),
  column: identifier().optional().describe('The column to report'),
  reason: z.string().min(1).describe('A sentence for the reject file'),
  where: z
    .string()
    .min(1)
    .describe(
      'SQL condition that is true for the records that fail; s is the record, {{file}} all staged ones of its file',
    ),
});

const upsert = z.strictObject({
  upsert: identifier().describe('Table of the business database'),
  file: identifier().describe('The staged file that the rows come from'),
  key: columnNames().describe('The columns of a unique key, by which a row is found again'),
  update: z
    .union([z.literal('none'), columnNames()])
    .optional()
    .describe('Columns to correct where a row differs; all selected ones if not said, none for insert only'),
  newer_by: identifier()
    .optional()
    .describe(
      'Selected column that says how new a row is: an older one never replaces a newer one, in any order of files',
    ),
  history: z
    .strictObject({
      from: identifier().describe('Column with the moment from which a version holds; it must be selected'),
      to: identifier().describe('Column with the moment at which it ends'),
      open: z
        .string()
        .nullable()
        .default(null)
        .describe('Value of that column in the version that still holds'),
    })
    .optional()
    .describe('Keep versions: a changed row ends the version that holds and begins a new one'),
  per_record: z
    .boolean()
    .default(false)
    .describe(
      'Each staged record gives its rows alone, so that a large file may be worked through in batches',
    ),
  select: z
    .string()
    .min(1)
    .describe('SELECT with one column per target column; {{file}} are the staged records of the file'),
});

export const sourceSchema = z
  .strictObject({
    source: identifier().describe('Name of the source; part of the staging tables’ names'),
    title: z.string().min(1).describe('One line on what the data is'),
    files: z.record(identifier(), fileSpec).describe('The files, by the name that the steps use'),
    steps: z
      .array(z.union([check, upsert]))
      .default([])
      .describe('What happens to the staged records, in order: checks, and rows for the normalised tables'),
  })
  .superRefine((source, context) => {
    source.steps.forEach((step, index) => {
      const file = source.files[step.file];
      const message =
        file === undefined
          ? `no file "${step.file}" above`
          : file.into === undefined
            ? undefined
            : 'is loaded directly, not staged';
      if (message !== undefined)
        context.addIssue({ code: 'custom', path: ['steps', index, 'file'], message });
      const [field, sql] =
        'check' in step ? (['where', step.where] as const) : (['select', step.select] as const);
      const others = placeholdersIn(sql).filter((name) => name !== step.file);
      for (const name of new Set(others)) {
        context.addIssue({
          code: 'custom',
          path: ['steps', index, field],
          message: otherFile(name, source.files),
        });
      }
    });
  });

/** Files come, wait and are done at different times: what a step finds of another one in staging would be chance. */
function otherFile(name: string, files: Record<string, unknown>): string {
  return name in files
    ? `{{${name}}} is another file than that of the step; read its rows from the tables that they went to`
    : `{{${name}}} names no file${didYouMean(name, Object.keys(files))}`;
}

/** A source as the program uses it, defaults filled in. */
export type Source = z.output<typeof sourceSchema>;
export type FileSpec = Source['files'][string];
export type StepSpec = Source['steps'][number];
export type CheckStep = Extract<StepSpec, { check: string }>;
export type UpsertStep = Extract<StepSpec, { upsert: string }>;
