import { z } from 'zod';

/** What the sandbox remembers of its MongoDB server: the program that made the data, and the port. */
export const mongoState = z.strictObject({
  program: z.string(),
  label: z.string(),
  isStandIn: z.boolean(),
  version: z.string(),
  port: z.int().min(1).max(65_535),
});

export type MongoState = z.output<typeof mongoState>;
