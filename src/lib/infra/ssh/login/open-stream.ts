import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { AetherError, systemErrorCode, throwIfAborted, toAetherError } from '../../../core/errors.ts';
import { describeEndpoint, type SshEndpoint } from '../endpoint.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * A TCP connection to a server. `noDelay`, because SSH packets are small: with Nagle's algorithm against delayed
 * acknowledgements one command takes 50 ms instead of 5. Throws SSH_UNREACHABLE.
 */
export async function openSocket(endpoint: SshEndpoint, signal: AbortSignal): Promise<Duplex> {
  return inTime(endpoint, signal, async () => {
    const socket = connect({ host: endpoint.address, port: endpoint.port, noDelay: true });
    return new Promise<Duplex>((resolve, reject) => {
      socket.once('connect', () => resolve(socket));
      socket.once('error', (error) => reject(socketError(endpoint, error)));
    });
  });
}

/**
 * A connection to a server from the bastion, inside the bastion's own SSH connection.
 * Throws SSH_UNREACHABLE, or SSH_CHANNEL_REFUSED where the bastion does not forward.
 */
export async function openForward(
  bastion: Client,
  endpoint: SshEndpoint,
  signal: AbortSignal,
): Promise<Duplex> {
  return inTime(endpoint, signal, async () => {
    return new Promise<Duplex>((resolve, reject) => {
      const opened = (error: Error | undefined, channel: Duplex) =>
        error === undefined ? resolve(channel) : reject(forwardError(endpoint, error));
      try {
        bastion.forwardOut('127.0.0.1', 0, endpoint.address, endpoint.port, opened);
      } catch (thrown) {
        // ssh2 throws where the link has gone since the bastion was logged in to.
        reject(forwardError(endpoint, thrown as Error));
      }
    });
  });
}

function socketError(endpoint: SshEndpoint, error: Error): AetherError {
  const code = systemErrorCode(error) ?? 'no connection';
  if (code !== 'ECONNRESET') return unreachable(endpoint, code, error);
  // Accepted and thrown out before we could say a word.
  return new AetherError(
    'SSH_DROPPED',
    `${describeEndpoint(endpoint)}: the server closed the connection at once`,
    {
      details: { host: endpoint.name },
      cause: error,
    },
  );
}

/** Gives up when the time is over or the signal aborts; a stream that opens after that is closed again. */
async function inTime(
  endpoint: SshEndpoint,
  signal: AbortSignal,
  open: () => Promise<Duplex>,
): Promise<Duplex> {
  throwIfAborted(signal);
  const opening = open();
  const { promise: interrupted, disarm } = interruption(endpoint, signal);
  try {
    return await Promise.race([opening, interrupted]);
  } catch (thrown) {
    void opening.then(
      (stream) => stream.destroy(),
      () => undefined,
    );
    throw thrown;
  } finally {
    disarm();
  }
}

function interruption(endpoint: SshEndpoint, signal: AbortSignal) {
  let disarm = () => undefined as void;
  const promise = new Promise<never>((_resolve, reject) => {
    const abort = () => reject(toAetherError(signal.reason));
    const tooLate = unreachable(endpoint, `no answer in ${CONNECT_TIMEOUT_MS / 1000} s`);
    const timer = setTimeout(() => reject(tooLate), CONNECT_TIMEOUT_MS);
    signal.addEventListener('abort', abort, { once: true });
    disarm = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
  });
  return { promise, disarm };
}

/** The reasons of RFC 4254 section 5.1 that a server gives for not opening a channel. */
const PROHIBITED = 1;
const CONNECT_FAILED = 2;

function forwardError(endpoint: SshEndpoint, error: Error): AetherError {
  const reason = 'reason' in error ? error.reason : undefined;
  const bastion = endpoint.via ?? 'the bastion';
  if (reason === PROHIBITED) {
    return new AetherError(
      'SSH_CHANNEL_REFUSED',
      `${describeEndpoint(endpoint)}: ${bastion} does not forward to it`,
      {
        hint: `allow it in sshd_config on ${bastion}: AllowTcpForwarding, PermitOpen, DisableForwarding`,
        cause: error,
      },
    );
  }
  const why =
    reason === CONNECT_FAILED ? `${bastion} gets no connection to it` : `the link to ${bastion} is gone`;
  return unreachable(endpoint, why, error);
}

function unreachable(endpoint: SshEndpoint, why: string, cause?: unknown): AetherError {
  return new AetherError('SSH_UNREACHABLE', `${describeEndpoint(endpoint)}: ${why}`, {
    details: { host: endpoint.name },
    ...(cause === undefined ? {} : { cause }),
  });
}
