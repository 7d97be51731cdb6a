import { once } from 'node:events';
import { connect } from 'node:net';
import { systemErrorCode } from '../../core/errors.ts';
import { providerRefusal } from './refusal.ts';

/**
 * Opens and closes a connection to a server. A client that hides why a request failed leaves open if it was sent, and so
 * perhaps charged; a server that is not there has charged nothing. Throws a refusal.
 */
export async function requireReachable(provider: string, url: string, signal: AbortSignal): Promise<void> {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replaceAll(/[[\]]/g, '');
  const socket = connect({
    host,
    port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
    signal,
  });
  try {
    await once(socket, 'connect', { signal });
  } catch (thrown) {
    signal.throwIfAborted();
    const code = systemErrorCode(thrown) ?? 'unknown reason';
    throw providerRefusal(provider, `${host} cannot be reached (${code})`, {
      reason: 'busy',
      hint: 'check the network, and embeddings.base_url if it is set',
    });
  } finally {
    socket.destroy();
  }
}
