import type { Context } from '../infra/context.ts';

/** What the lab uses of the context. */
export type LabContext = Pick<Context, 'argv' | 'stateDir' | 'variables' | 'signal' | 'clock' | 'emit'>;
