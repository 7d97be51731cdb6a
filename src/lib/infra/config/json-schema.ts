import { z } from 'zod';
import type { ConfigPath } from './problem.ts';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The JSON Schema of what may be written, which editors check files with. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/** The keys that may stand in the mapping at a path. */
export function knownKeys(schema: JsonSchema, path: ConfigPath): string[] {
  return schemasAt(schema, path).flatMap((candidate) => Object.keys(candidate.properties ?? {}));
}

/** What the value at a path is, in the words of the schema. */
export function descriptionOf(schema: JsonSchema, path: ConfigPath): string | undefined {
  return schemasAt(schema, path).find((candidate) => candidate.description !== undefined)?.description;
}

/** The parts of the schema that a path leads to: more than one where there are alternatives. */
function schemasAt(schema: JsonSchema, path: ConfigPath): JsonSchema[] {
  return path.reduce(
    (current, element) => current.flatMap((candidate) => stepInto(candidate, element)),
    alternatives(schema),
  );
}

function stepInto(schema: JsonSchema, element: string | number): JsonSchema[] {
  const next =
    typeof element === 'number'
      ? schema.items
      : (schema.properties?.[element] ?? schema.additionalProperties);
  return typeof next === 'object' && !Array.isArray(next) ? alternatives(next) : [];
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  const choices = schema.anyOf ?? schema.oneOf;
  return choices === undefined ? [schema] : [schema, ...choices.flatMap((choice) => alternatives(choice))];
}
