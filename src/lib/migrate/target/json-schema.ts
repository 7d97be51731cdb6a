import type { Document } from 'mongodb';
import type { CompiledCollection, GuardedColumn, Level, MappedColumn } from '../mapping/compiled-mapping.ts';

/** What a validator asks of a document: the fields that the mapping makes, with their types. Further fields are allowed. */
export function jsonSchemaOf({ root }: CompiledCollection): Document {
  return { $jsonSchema: levelSchema(root) };
}

function levelSchema(level: Level): Document {
  const properties: Record<string, Document> = {};
  const required: string[] = [];
  const add = (field: string, schema: Document, isNullable: boolean) => {
    properties[field] = isNullable && level.nulls === 'keep' ? orNull(schema) : schema;
    if (!isNullable || level.nulls === 'keep') required.push(field);
  };
  for (const one of level.columns) add(one.field, { bsonType: BSON_TYPES[one.type.bson] }, isNullable(one));
  for (const one of level.guarded) add(one.field, { bsonType: guardedType(one) }, isNullable(one));
  for (const child of level.children)
    if (child.kind === 'array') add(child.field, { bsonType: 'array', items: levelSchema(child) }, false);
    else add(child.field, levelSchema(child), true);
  return { bsonType: 'object', required, properties };
}

function orNull(schema: Document): Document {
  const { bsonType } = schema;
  return { ...schema, bsonType: [bsonType, 'null'] };
}

function isNullable({ column }: MappedColumn | GuardedColumn): boolean {
  return column.isNullable;
}

function guardedType({ guard }: GuardedColumn): string {
  return guard.action === 'year' || guard.action === 'month' ? 'date' : 'string';
}

/** By the name that a document type has for people. */
const BSON_TYPES: Readonly<Record<string, string>> = {
  Int32: 'int',
  Long: 'long',
  Decimal128: 'decimal',
  String: 'string',
  Binary: 'binData',
  'Array of String': 'array',
  Date: 'date',
  'Date, and microseconds if there are any': 'date',
};
