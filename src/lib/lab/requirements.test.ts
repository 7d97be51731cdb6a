import { describe, expect, it } from 'vitest';
import { checkRoot, missingPackages, whyNoLab } from './requirements.ts';

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
});
