import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { chooseFreePorts, isPortFree } from './free-ports.ts';

describe('free ports', () => {
  it('chooses different ports that can be listened on, below the range of outgoing connections', async () => {
    const ports = await chooseFreePorts(4);
    expect(new Set(ports).size).toBe(4);
    const range = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
    for (const port of ports) {
      expect(await isPortFree(port)).toBe(true);
      expect(port).toBeLessThan(Number.parseInt(range, 10));
    }
  });

  it('sees a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address!.port : 0;
    expect(await isPortFree(port)).toBe(false);
    server.close();
  });
});
