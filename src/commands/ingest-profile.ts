import { text } from '../lib/core/command.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['ingest', 'profile'],
  group: 'Data',
  summary: 'Read an undescribed file, report what is odd about it, and propose a source',
  arguments: [{ name: '<file>', description: 'delimited text, perhaps compressed' }],
  options: { out: text('--out <yaml>', 'write the proposed source to this new file') },
  examples: [
    { command: 'aether ingest profile shop.csv', does: 'types, keys, oddities' },
    { command: 'aether ingest profile shop.csv.gz --out shop.yaml', does: 'and a source to begin with' },
  ],
  effects: { reads: 'the file, once', writes: 'the file of --out' },
  isLocal: true,
  async run({ args, options }, context) {
    const { profileFile } = await import('../lib/ingest/profile/profile-file.ts');
    const { profileDocument, renderProfile } = await import('../lib/ingest/profile/render-profile.ts');
    const { writeProposal } = await import('../lib/ingest/profile/write-proposal.ts');
    const [path = ''] = args;
    const profile = await profileFile(context, path);
    const source = await writeProposal(profile, options.out);
    return {
      data: { ...profileDocument(profile), source },
      text: (view) =>
        `${renderProfile(profile, view)}${options.out === undefined ? `\n\n${source}` : ''}`.trimEnd(),
      next: options.out === undefined ? [] : [`aether ingest ${options.out} --from ${path} --dry-run`],
    };
  },
});
