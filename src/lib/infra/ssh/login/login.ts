import type { Duplex } from 'node:stream';
import { Client, type ConnectConfig } from 'ssh2';
import { throwIfAborted, toAetherError } from '../../../core/errors.ts';
import { hostKeyAlgorithms, readHostKey } from '../known-hosts/host-key.ts';
import { hostKeyError } from '../known-hosts/host-key-error.ts';
import { judgeHostKey, knownTypes, type HostTrust } from '../known-hosts/judge-host-key.ts';
import type { SshEndpoint } from '../endpoint.ts';
import type { Identity } from './identity.ts';
import { loginError, type LoginProgress } from './login-error.ts';

export interface LoginRequest {
  readonly endpoint: SshEndpoint;
  readonly trust: HostTrust;
  readonly identity: Identity;
  readonly signal: AbortSignal;
  /** Between two questions whether a silent server is still there; it is given up after the third without an answer. */
  readonly keepaliveMs: number;
}

const LOGIN_TIMEOUT_MS = 20_000;
const KEEPALIVE_MISSES = 3;

/**
 * Logs in over an open stream: verifies the host's key, then offers the one identity, once.
 * Throws SSH_HOST_KEY_*, SSH_AUTH_REFUSED, SSH_DROPPED, SSH_UNREACHABLE or SSH_HANDSHAKE_FAILED.
 */
export async function login(stream: Duplex, request: LoginRequest): Promise<Client> {
  const client = new Client();
  const progress: LoginProgress = { encrypted: false, ended: false, hostKeyError: undefined };
  const abort = () => stream.destroy();
  request.signal.addEventListener('abort', abort, { once: true });
  stream.once('end', () => {
    progress.ended = true;
    // A stream through a bastion stays half open, and its commands would wait for ever.
    stream.destroy();
  });
  try {
    throwIfAborted(request.signal);
    await new Promise<void>((resolve, reject) => {
      // Stays attached: without a listener, an error of the established link would end the process.
      client.on('error', reject);
      client.once('close', () => reject(new Error('the stream was closed')));
      client.once('ready', resolve);
      client.once('handshake', () => {
        progress.encrypted = true;
      });
      client.connect(clientConfig(stream, request, progress));
    });
    return client;
  } catch (thrown) {
    stream.destroy();
    if (request.signal.aborted) throw toAetherError(request.signal.reason);
    throw loginError(request, progress, thrown);
  } finally {
    request.signal.removeEventListener('abort', abort);
  }
}

function clientConfig(stream: Duplex, request: LoginRequest, progress: LoginProgress): ConnectConfig {
  const { endpoint, trust, identity } = request;
  const proofs = [identity.proofFor(endpoint.user)];
  return {
    sock: stream,
    username: endpoint.user,
    readyTimeout: LOGIN_TIMEOUT_MS,
    keepaliveInterval: request.keepaliveMs,
    keepaliveCountMax: KEEPALIVE_MISSES,
    algorithms: {
      serverHostKey: hostKeyAlgorithms(knownTypes(trust)),
      hmac: [
        'hmac-sha2-256-etm@openssh.com',
        'hmac-sha2-512-etm@openssh.com',
        'hmac-sha2-256',
        'hmac-sha2-512',
      ],
    },
    // Neither `none` nor a second key: every attempt that fails counts against our address.
    authHandler: (_left, _partial, next) => next(proofs.shift() ?? (false as never)),
    hostVerifier: (blob: Buffer) => {
      const presented = readHostKey(blob);
      if (presented === undefined) return false;
      const verdict = judgeHostKey(trust, presented);
      if (!verdict.trusted) progress.hostKeyError = hostKeyError(endpoint, verdict, presented);
      return verdict.trusted;
    },
  };
}
