import { Client } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { openForward } from './open-stream.ts';
import { quicken } from './quicken.ts';

describe('a bastion whose link is gone before a host behind it has its turn', () => {
  const endpoint = { name: 'db1', address: '192.0.2.1', port: 22, user: 'dba', pins: [], via: 'bastion' };

  it('makes the host unreachable', async () => {
    await expect(openForward(new Client(), endpoint, new AbortController().signal)).rejects.toMatchObject({
      code: 'SSH_UNREACHABLE',
      message: expect.stringContaining('the link to bastion is gone') as string,
    });
  });

  it('is not made quicker, which is no error', () => {
    expect(() => quicken(new Client())).not.toThrow();
  });
});
