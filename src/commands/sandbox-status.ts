import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['sandbox', 'status'],
  group: 'Local servers',
  summary: 'Show the status of the local servers',
  options: {},
  examples: [
    { command: 'aether sandbox status', does: 'one line per server' },
    { command: 'aether sandbox status --json', does: 'the same for scripts' },
  ],
  effects: { reads: 'the sandbox below .aether, /proc, the status of the servers' },
  isLocal: true,
  answerNo: 'a server that should be up is not',
  async run(_input, context) {
    const { isAsWanted, sandboxStatus } = await import('../lib/sandbox/sandbox-status.ts');
    const { renderStatus } = await import('../lib/sandbox/render-sandbox.ts');
    const status = await sandboxStatus(context);
    const asWanted = isAsWanted(status);
    return {
      data: status,
      text: (view) => renderStatus(status, view),
      exitCode: asWanted ? 0 : 1,
      ...(asWanted && status.wanted === 'up' ? {} : { next: ['aether sandbox up'] }),
    };
  },
});
