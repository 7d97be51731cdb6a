import process from 'node:process';
import { inject } from 'vitest';
import type { ServerAccess } from './admin.ts';

/** A server that integration tests share, and how they log in as its administrator. */
export interface SharedServer extends ServerAccess {
  readonly host: string;
  readonly user: string;
  readonly password: string;
  readonly caFile: string;
  readonly socket: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** One for each worker. */
    readonly servers: readonly SharedServer[];
  }
}

/** The server of this worker: no other test file uses it at the same time. */
export function sharedServer(): SharedServer {
  return inject('servers')[Number(process.env['VITEST_POOL_ID']) - 1]!;
}
