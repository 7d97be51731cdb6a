import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { AetherError } from '../../core/errors.ts';

/** Above the registered services that are common on developers' machines, below the usual ephemeral range. */
const LOWEST = 15_000;
const HIGHEST = 32_000;
const TRIES = 200;

/** True where this process could listen there now. */
export async function isPortFree(port: number, address = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Chooses free ports at random, so that two runs at the same time hardly choose the same ones, and outside the
 * range that the kernel gives to outgoing connections, so that none of those is on the port at the next start.
 */
export async function chooseFreePorts(count: number, taken: Iterable<number> = []): Promise<number[]> {
  const highest = Math.min(HIGHEST, await firstEphemeralPort());
  const avoid = new Set(taken);
  const chosen: number[] = [];
  for (let attempt = 0; chosen.length < count && attempt < TRIES; attempt += 1) {
    const port = randomInt(LOWEST, highest);
    if (avoid.has(port) || !(await isPortFree(port))) continue;
    avoid.add(port);
    chosen.push(port);
  }
  if (chosen.length === count) return chosen;
  throw new AetherError('PORT_TAKEN', `no ${count} free ports between ${LOWEST} and ${highest} on 127.0.0.1`);
}

async function firstEphemeralPort(): Promise<number> {
  const range = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => '');
  const first = Number.parseInt(range, 10);
  return first > LOWEST ? first : HIGHEST;
}
