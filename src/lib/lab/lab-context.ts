import type { Context } from '../infra/context.ts';

/** What the lab uses of the context. */
export type LabContext = Pick<Context, 'stateDir' | 'variables' | 'signal' | 'clock' | 'emit'>;
