import { AetherError } from '../../../core/errors.ts';
import { describeEndpoint, type SshEndpoint } from '../endpoint.ts';
import type { Identity } from './identity.ts';

/** How far a login got; what ended it means something else at each stage. */
export interface LoginProgress {
  /** Keys are exchanged and the host is verified: what fails from here on is about the user. */
  encrypted: boolean;
  /** The other side closed the stream. */
  ended: boolean;
  /** Why the host key was refused. */
  hostKeyError: AetherError | undefined;
}

export interface LoginAttempt {
  readonly endpoint: SshEndpoint;
  readonly identity: Identity;
}

/** Maps what ended a login by the stage that it had reached and by the `level` that ssh2 gives its errors. */
export function loginError(attempt: LoginAttempt, progress: LoginProgress, thrown: unknown): AetherError {
  if (progress.hostKeyError !== undefined) return progress.hostKeyError;
  const { endpoint } = attempt;
  const failure = classify(attempt, progress, thrown);
  return new AetherError(failure.code, `${describeEndpoint(endpoint)}: ${failure.why}`, {
    ...('hint' in failure ? { hint: failure.hint } : {}),
    details: { host: endpoint.name },
    cause: thrown,
  });
}

function classify({ endpoint, identity }: LoginAttempt, progress: LoginProgress, thrown: unknown) {
  const level = levelOf(thrown);
  if (level === 'client-timeout') {
    return { code: 'SSH_UNREACHABLE', why: 'something listens there, but the login got no answer' } as const;
  }
  if (level === 'agent') {
    return { code: 'SSH_IDENTITY_UNUSABLE', why: 'the agent did not sign the login' } as const;
  }
  if (progress.encrypted && level !== 'client-socket' && !progress.ended) {
    return {
      code: 'SSH_AUTH_REFUSED',
      why: `the server refuses the user "${endpoint.user}" with the key ${identity.file}`,
    } as const;
  }
  if (progress.ended || level === 'client-socket') {
    return {
      code: 'SSH_DROPPED',
      why: 'the server closed the connection before the login was over',
    } as const;
  }
  const hint = 'check that sshd listens on this port, and which algorithms it allows';
  return { code: 'SSH_HANDSHAKE_FAILED', why: 'no SSH session could be agreed on', hint } as const;
}

function levelOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('level' in thrown)) return undefined;
  return typeof thrown.level === 'string' ? thrown.level : undefined;
}
