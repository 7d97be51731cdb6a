import { flag } from '../lib/core/command.ts';
import { countOption, dryRunOption } from '../lib/core/command-options.ts';
import { planDocument } from '../lib/core/plan-document.ts';
import { pendingSteps } from '../lib/core/plan.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

const words = (value: string) => value.split(',').map((word) => word.trim());

export const command = defineCommand({
  words: ['provision'],
  group: 'Set up',
  summary: 'Turn the bare machines of the environment into working, hardened servers, over SSH',
  options: {
    hosts: { flags: '--hosts <hosts>', description: 'these hosts only, comma-separated', parse: words },
    roles: { flags: '--roles <list>', description: 'hosts with one of these roles only', parse: words },
    adopt: {
      flags: '--adopt <hosts>',
      description:
        'take over the MariaDB servers of these hosts, which aether did not install, comma-separated',
      parse: words,
    },
    update: flag(
      '--update',
      'give servers newer packages of their series: replicas first, then one member at a time',
    ),
    parallel: { ...countOption('--parallel <count>', 'hosts that are worked on at a time', 1), fallback: 8 },
    check: flag('--check', 'change nothing; print what differs, and end with 1 if anything does'),
    dryRun: dryRunOption,
  },
  examples: [
    {
      command: 'sudo aether --env lab provision --dry-run',
      does: 'what is missing on the machines of the lab',
    },
    {
      command: 'sudo aether --env lab provision',
      does: 'shows the plan, asks, then works on the hosts side by side',
    },
    {
      command: 'aether provision --check',
      does: 'for a timer: 0 if nothing has drifted, else 1 and the differences',
    },
  ],
  effects: {
    reads:
      'the environment file; files, packages and services of the hosts, as root; with --update the lists of their package repositories, which are fetched',
    writes:
      'the hosts; passwords and the certificate authority that the environment file names; a file in .aether/evidence',
  },
  answerNo: 'with --check, something differs',
  async run({ options }, context) {
    const { planHosts, provisionHosts } = await import('../lib/provision/provision.ts');
    const { renderProvisionPlan } = await import('../lib/provision/render-provision.ts');
    if (options.dryRun || options.check) {
      const plan = await planHosts(context, options);
      const differs = pendingSteps(plan).length > 0;
      return {
        data: planDocument(plan),
        text: (view) => renderProvisionPlan(plan, view, { diff: options.check }),
        ...(options.check && differs ? { exitCode: 1 } : {}),
      };
    }
    const { changed, hosts, evidenceFile } = await provisionHosts(context, options);
    const { renderProvisioned } = await import('../lib/provision/render-provision.ts');
    return {
      data: { dry_run: false, changed, hosts, evidence_file: evidenceFile },
      text: (view) => renderProvisioned({ changed, hosts, evidenceFile }, view),
      next: ['aether check'],
    };
  },
});
