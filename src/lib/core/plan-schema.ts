import { z } from 'zod';

/** A name of a fact, as in all JSON documents of aether. */
const factName = z.string().regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);

const fact = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.lazy((): z.ZodType<Fact> => fact)),
  z.record(
    factName,
    z.lazy((): z.ZodType<Fact> => fact),
  ),
]);

/** A value of a fact: plain JSON. */
export type Fact = string | number | boolean | null | Fact[] | { [name: string]: Fact };

const step = z.strictObject({
  id: z.string().min(1).describe('names the step among the steps of its plan'),
  host: z.string().nullable().describe('the host that it works on; null for a step that is not of one host'),
  action: z
    .enum(['create', 'change', 'start', 'stop', 'delete', 'load', 'run', 'keep'])
    .describe('what happens to the subject; "keep" means that it is right already'),
  subject: z.string().describe('the thing that changes'),
  summary: z.string().describe('what changes about it, in one line'),
  why: z.string().nullable().describe('the reason, if it is not obvious'),
  cost: z.string().nullable().describe('what it takes, with units: "about 5 s", "12 MiB"'),
  destructive: z.boolean().describe('data or a server would be lost'),
  facts: z.record(factName, fact).describe('what the step is based on; units are in the names'),
});

/** The `data` of every dry run with `--json`: schema/plan.schema.json. */
export const planSchema = z.strictObject({
  dry_run: z.literal(true),
  plan: z.strictObject({
    title: z.string(),
    changes: z.int().min(0).describe('how many steps change something'),
    destructive: z.boolean().describe('a step of it is destructive'),
    steps: z.array(step).describe('in the order in which they run'),
  }),
});

export type PlanDocument = z.output<typeof planSchema>;
export type StepAction = z.output<typeof step>['action'];
export type Facts = Readonly<z.output<typeof step>['facts']>;
