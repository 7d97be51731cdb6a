import { text } from '../lib/core/command.ts';
import { countOption, momentOption } from '../lib/core/command-options.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['audit', 'search'],
  group: 'Database',
  summary: 'Find who changed a row, when and how',
  arguments: [
    { name: '[table]', description: 'an audited table (default: all)' },
    { name: '[key...]', description: 'the values of its primary key, in the order of its columns' },
  ],
  options: {
    actor: text('--actor <user>', 'only this account, with or without the host: aether_admin@10.0.0.1'),
    since: momentOption(
      '--since <time>',
      'only from this time on, in UTC: 2026-01-31, "2026-01-31 12:00:00"',
    ),
    until: momentOption('--until <time>', 'only before this time'),
    limit: {
      ...countOption('--limit <count>', 'how many records, the newest first (default: 50)', 1),
      fallback: 50,
    },
  },
  examples: [
    { command: 'aether audit search price', does: 'the last changes of prices' },
    { command: 'aether audit search customer 42 --json', does: 'what happened to one row, for a script' },
  ],
  effects: { reads: 'the records of the audit, as the account "admin"' },
  async run({ args, options }, context) {
    const { renderRecords, searchAudit } = await import('../lib/audit/search-audit.ts');
    const [table, ...key] = args;
    const records = await searchAudit(context, {
      table,
      key: key.length === 0 ? undefined : key,
      actor: options.actor,
      since: options.since,
      until: options.until,
      limit: options.limit,
    });
    return { data: { records }, text: (view) => renderRecords(records, view) };
  },
});
