import { defineCommand } from '../lib/infra/define-command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const command = defineCommand({
  words: ['completion'],
  group: 'Set up',
  summary: 'Print the script by which a shell completes commands, options and their values',
  arguments: [{ name: '<shell>', description: 'bash, zsh or fish', choices: SHELLS }],
  options: {},
  examples: [
    { command: 'source <(aether completion bash)', does: 'in ~/.bashrc' },
    { command: 'source <(aether completion zsh)', does: 'in ~/.zshrc' },
    { command: 'aether completion fish | source', does: 'in ~/.config/fish/config.fish' },
  ],
  effects: {},
  isLocal: true,
  async run({ args }) {
    const { readFile } = await import('node:fs/promises');
    const { packageFile } = await import('../lib/core/package-root.ts');
    const [shell = ''] = args;
    const script = await readFile(packageFile('configs', 'completion', `aether.${shell}`), 'utf8');
    return { data: { shell, script }, text: () => script.trimEnd() };
  },
});
