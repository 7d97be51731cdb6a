import { describe, expect, it } from 'vitest';
import { judgePackages } from './packages.ts';

const SEEN = [
  'package server - 11.8.9 free',
  'package galera 26.4 26.5 held',
  'package socat 1.8 1.8 free',
].join('\n');

describe('packages', () => {
  it('are installed in the version that the plan names, and no upgrade is planned', async () => {
    const change = judgePackages(SEEN, ['server', 'galera', 'socat']);
    expect(change).toMatchObject({ action: 'create', summary: 'install server=11.8.9' });
    expect(await change?.script()).toBe("install_packages 'server=11.8.9'");
    expect(judgePackages(SEEN, ['galera', 'socat'])).toBeUndefined();
  });

  it('are held', async () => {
    const change = judgePackages(SEEN, ['galera', 'socat'], { hold: true });
    expect(change).toMatchObject({ action: 'change', summary: 'hold their versions' });
    expect(await change?.script()).toBe('apt-mark hold socat >&2');
  });

  it('that apt does not know are looked for again first', async () => {
    const change = judgePackages('package server - - free', ['server']);
    expect(await change?.script()).toBe('apt-get -q update >&2\ninstall_packages server');
  });
});
