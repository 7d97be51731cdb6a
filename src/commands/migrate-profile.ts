import { text } from '../lib/core/command.ts';
import { formatNumberOf } from '../lib/core/units.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['migrate', 'profile'],
  group: 'Data',
  summary:
    'Propose a mapping from foreign keys and row counts; what personal data becomes is left for you to decide',
  options: {
    name: { ...text('--name <name>', 'name of the mapping'), fallback: 'proposed' },
    out: text('--out <file>', 'write the mapping to this file; an existing one is not overwritten'),
  },
  examples: [
    { command: 'aether migrate profile', does: 'print the mapping' },
    {
      command: 'aether migrate profile --name rental --out rental.yaml',
      does: 'write it, then decide and plan',
    },
  ],
  effects: {
    reads: 'tables, keys and how many rows each parent has, as the account "reader"',
    writes: 'the file of --out',
  },
  async run({ options }, context) {
    const { profileTables } = await import('../lib/migrate/profile/profile-tables.ts');
    const { name, out } = options;
    const report = await profileTables(context, { name, out });
    const open = formatNumberOf(report.decisions, 'decision');
    return {
      data: report,
      text: () =>
        out === undefined
          ? report.mapping
          : `${out}: ${report.collections.join(', ')}; ${open} on personal data to make`,
      next: out === undefined || report.decisions > 0 ? [] : [`aether migrate plan ${out}`],
    };
  },
});
