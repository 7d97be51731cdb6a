import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkRoot, missingPackages, whyNoLab, whyNoNamespaces } from './requirements.ts';

describe('what a lab needs', () => {
  it('is root first of all', async () => {
    expect(await whyNoLab({ variables: {}, argv: ['lab', 'up', '--hosts', 'bastion'] }, 1000)).toEqual({
      problem: 'a lab needs root: it makes namespaces, mounts and cgroups',
      hint: 'sudo env "PATH=$PATH" aether lab up --hosts bastion',
    });
    const exec = { variables: {}, argv: ['lab', 'exec', 'db1', '--', 'uptime'] };
    expect(() => checkRoot(exec, 1000)).toThrow(
      expect.objectContaining({ hint: 'sudo env "PATH=$PATH" aether lab exec db1 -- uptime' }),
    );
  });

  it('is named by the packages to install, each once', async () => {
    expect(await missingPackages(['/nonexistent'], '/nonexistent')).toEqual([
      'systemd-container',
      'mmdebstrap',
      'iproute2',
      'nftables',
      'e2fsprogs',
      'mount',
      'util-linux',
      'debian-archive-keyring',
    ]);
  });

  it('is installed by npm test', async () => {
    const script = await readFile(new URL('../../../scripts/test.sh', import.meta.url), 'utf8');
    for (const name of await missingPackages(['/nonexistent'], '/nonexistent')) {
      expect(script).toMatch(new RegExp(`[ '"]${name}[ '"]`));
    }
  });

  it('is not there for the root of a container that may make no namespaces', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'aether-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const unshare = 'echo "unshare: unshare failed: Operation not permitted" >&2; exit 1';
    await writeFile(join(directory, 'unshare'), `#!/bin/sh\n${unshare}\n`, { mode: 0o755 });
    expect(await whyNoNamespaces({ PATH: directory })).toEqual({
      problem:
        'root is not allowed to make namespaces here (unshare: unshare failed: Operation not permitted)',
      hint: 'use a computer or a virtual machine, or a container that is started with --privileged',
    });
  });
});
