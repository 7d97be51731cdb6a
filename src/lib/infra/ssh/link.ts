import type { Client } from 'ssh2';
import { createSemaphore, type Semaphore } from '../../core/semaphore.ts';
import type { SshEndpoint } from './endpoint.ts';

/** A connection to a host that is logged in. */
export interface Link {
  readonly endpoint: SshEndpoint;
  readonly client: Client;
  /** A place for each session; sshd refuses more than it allows (MaxSessions). */
  readonly sessions: Semaphore;
  /** One more place, for the session that stops another one. */
  readonly urgentSessions: Semaphore;
  isLost(): boolean;
  /** Says goodbye and waits until the connection is closed. */
  close(): Promise<void>;
}

/** MaxSessions is 10 by default, but sshd still counts a session for a moment after it was closed. */
const SESSIONS_PER_LINK = 8;
const GOODBYE_MS = 2000;

/** A link over a client that is logged in. */
export function createLink(endpoint: SshEndpoint, client: Client): Link {
  let lost = false;
  const closed = new Promise<void>((resolve) => {
    client.once('close', () => {
      lost = true;
      resolve();
    });
  });
  return {
    endpoint,
    client,
    sessions: createSemaphore(SESSIONS_PER_LINK),
    urgentSessions: createSemaphore(1),
    isLost: () => lost,
    close: async () => {
      client.end();
      const timer = setTimeout(() => client.destroy(), GOODBYE_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}
