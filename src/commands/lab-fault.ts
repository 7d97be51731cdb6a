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
      description: 'kill, hang, power-off, partition, loss, delay, disk-full or clock-skew',
    },
  ],
  options: {
    name: { flags: '--name <name>', description: 'which lab', fallback: 'lab' },
    for: {
      flags: '--for <duration>',
      description: 'heal after this time; without it, when the command is ended (Ctrl-C)',
      parse: (value: string) => {
        const seconds = parseSeconds(value);
        if (seconds <= 0) throw new Error('must be longer than nothing');
        return seconds;
      },
    },
    service: {
      flags: '--service <unit>',
      description: 'kill, hang, clock-skew: another service than the database server',
      parse: (value: string) => value,
    },
    from: {
      flags: '--from <hosts>',
      description: 'partition, loss: only between the machine and these; "operator" is this end',
      parse: (value: string) => value.split(',').map((host) => host.trim()),
    },
    direction: {
      flags: '--direction <way>',
      description: 'partition, loss: only packets to the machine (in) or from it (out)',
      parse: parseDirection,
    },
    percent: {
      flags: '--percent <share>',
      description: 'loss: how many of 100 packets',
      parse: (value: string) => {
        if (!/^\d{1,3}(\.\d{1,2})?$/.test(value))
          throw new Error('must be a number up to 100, such as 5 or 0.5');
        return Number(value);
      },
    },
    by: {
      flags: '--by <duration>',
      description:
        'delay: how much later packets arrive; clock-skew: how far the clock is off (--by=-5m: behind)',
      parse: parseSeconds,
    },
  },
  examples: [
    {
      command: 'aether lab fault db1 kill --for 30s',
      does: 'its database server dies and stays down for 30 s',
    },
    {
      command: 'aether lab fault db1 partition --from db2,db3',
      does: 'cut off from two members until Ctrl-C',
    },
    {
      command: 'aether lab fault db2 delay --by 50ms --for 5m',
      does: 'every round trip to it takes 50 ms more',
    },
    { command: 'aether lab fault db3 clock-skew --by=-1h', does: 'its server lives an hour ago' },
  ],
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
