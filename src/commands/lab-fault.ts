import { formatSeconds, parseDurationSeconds } from '../lib/core/units.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

const SIGNED_DURATION = /^([+-]?)(\S+)$/;

function parseSeconds(text: string): number {
  const [, sign, duration = ''] = SIGNED_DURATION.exec(text) ?? [];
  const seconds = parseDurationSeconds(duration);
  if (seconds === undefined) throw new Error('must be a duration such as 50ms, 30s or 5m');
  return sign === '-' ? -seconds : seconds;
}

function parseDirection(text: string): 'both' | 'in' | 'out' {
  if (text === 'both' || text === 'in' || text === 'out') return text;
  throw new Error('must be in, out or both');
}

export const command = defineCommand({
  words: ['lab', 'fault'],
  group: 'Local servers',
  summary: 'Break a machine of the lab or its network on purpose, and heal it again',
  arguments: [
    { name: '<host>', description: 'which machine' },
    {
      name: '<fault>',
      description: 'what breaks: see Faults',
      completes: async () => {
        const { discoverFaults } = await import('../lib/lab/fault/discover-faults.ts');
        return (await discoverFaults()).map(({ name }) => name);
      },
    },
  ],
  options: {
    name: { flags: '--name <name>', description: 'which lab', fallback: 'lab' },
    for: {
      flags: '--for <duration>',
      description: 'heal after this time; without it, when the command ends (Ctrl-C)',
      parse: (value: string) => {
        const seconds = parseSeconds(value);
        if (seconds <= 0) throw new Error('must be greater than zero');
        return seconds;
      },
    },
    service: {
      flags: '--service <unit>',
      description: 'a systemd unit',
      parse: (value: string) => value,
    },
    from: {
      flags: '--from <hosts>',
      description: 'machines, comma-separated',
      parse: (value: string) => value.split(',').map((host) => host.trim()),
    },
    direction: {
      flags: '--direction <way>',
      description: 'in, out or both',
      choices: ['in', 'out', 'both'],
      parse: parseDirection,
    },
    percent: {
      flags: '--percent <share>',
      description: 'a share of 100, such as 5 or 0.5',
      parse: (value: string) => {
        if (!/^\d{1,3}(\.\d{1,2})?$/.test(value))
          throw new Error('must be a number up to 100, such as 5 or 0.5');
        return Number(value);
      },
    },
    by: {
      flags: '--by <duration>',
      description: 'a duration, such as 50ms or 5m',
      parse: parseSeconds,
    },
  },
  examples: [
    { command: 'aether lab fault db1 kill', does: 'its database server is down until Ctrl-C' },
    {
      command: 'aether lab fault db1 kill --for 30s --json=stream',
      does: 'for scripts: the step "inject" ends once the fault is in force',
    },
  ],
  helpSections: async () => (await import('../lib/lab/fault/fault-help.ts')).faultHelp(),
  effects: { writes: 'the fault, which heals by itself when this command ends, however it ends' },
  isLocal: true,
  async run({ args, options }, context) {
    const { holdFault } = await import('../lib/lab/lab-fault.ts');
    const [host = '', fault = ''] = args;
    const { name, for: seconds, ...faultOptions } = options;
    const report = await holdFault(context, name, { host, fault, seconds, options: faultOptions });
    return {
      data: report,
      text: () => `${report.fault} on ${report.host} is healed after ${formatSeconds(report.held_seconds)}`,
    };
  },
});
