import { flag } from '../lib/core/command.ts';
import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { parseBytes } from '../lib/core/units.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['lab', 'up'],
  group: 'Local servers',
  summary: 'Start a fleet of real machines on this computer, or repair an existing one',
  options: {
    name: { flags: '--name <name>', description: 'which lab; several can run side by side', fallback: 'lab' },
    hosts: {
      flags: '--hosts <list>',
      description: 'machines to have: bastion, db1 to db9, replica1…, mongo1…, orchestrator',
      parse: (value: string) => value.split(',').map((host) => host.trim()),
    },
    fresh: flag('--fresh', 'throw the machines away and begin with new ones'),
    dataSize: {
      flags: '--data-size <size>',
      description: 'size of the data volume of each new database host (default: 2 GiB)',
      parse: (value: string) => {
        const bytes = parseBytes(value);
        if (bytes === undefined || bytes < 16 * 1024 ** 2)
          throw new Error('must be a size from 16MiB, such as 2GiB');
        return bytes;
      },
      fallback: 2 * 1024 ** 3,
    },
    blankData: flag(
      '--blank-data',
      'leave the data disk of each new MariaDB host unformatted, for "aether provision" to format',
    ),
    debian: {
      flags: '--debian <release>',
      description: 'Debian of a new lab: 12, whose MariaDB is 10.11, or 13, whose MariaDB is 11.8',
      parse: (value: string): '12' | '13' => {
        if (value !== '12' && value !== '13') throw new Error('must be 12 or 13');
        return value;
      },
    },
    mirror: {
      flags: '--mirror <url>',
      description: 'where the packages of the machines come from',
      parse: (value: string) => value,
      fallback: 'http://deb.debian.org/debian',
      variable: 'AETHER_DEBIAN_MIRROR',
    },
    dryRun: dryRunOption,
  },
  examples: [
    { command: 'sudo aether lab up', does: 'bastion, db1, db2, db3, replica1, mongo1' },
    { command: 'sudo aether lab up --hosts bastion,db1', does: 'two machines; those already there stay' },
    {
      command: 'sudo aether lab up --name old --debian 12',
      does: 'a lab of its own with Debian 12, beside the other',
    },
    { command: 'sudo aether --env lab check', does: 'what the machines lack, reached through the bastion' },
  ],
  effects: {
    reads: 'the lab below .aether, cgroups, the Debian mirror where the image is not built yet',
    writes:
      '.aether/lab: disks, keys, aether.yaml; the image in ~/.cache/aether; a network namespace of its own',
    destroys: 'with --fresh: everything on the machines',
  },
  isLocal: true,
  async run({ options }, context) {
    const { labUp, planLabUp } = await import('../lib/lab/lab-up.ts');
    const request = { ...options, dataBytes: options.dataSize };
    if (options.dryRun) return planResult(await planLabUp(context, request));
    const { nextAfterUp, renderUp } = await import('../lib/lab/render-lab.ts');
    const report = await labUp(context, request);
    return {
      data: {
        lab: report.lab,
        changed: report.changed,
        environment_file: report.environmentFile,
        hosts: report.hosts,
      },
      text: (view) => renderUp(report, view),
      next: nextAfterUp(report),
    };
  },
});
