import { flag } from '../lib/core/command.ts';
import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['search', 'index'],
  group: 'Data',
  summary: 'Build the search index of the catalogue, or fold in what has changed',
  options: {
    rebuild: flag('--rebuild', 'build all of it again, changed or not'),
    dryRun: dryRunOption,
  },
  examples: [
    { command: 'aether search index', does: 'after products were loaded or changed' },
    { command: 'aether search index --dry-run', does: 'how many products are new, changed or gone' },
  ],
  effects: {
    reads: 'products, brands, categories, variants and their attributes',
    writes: 'the tables search_index, search_segment, search_term and search_part, as the account "search"',
  },
  async run({ options }, context) {
    const { buildIndex, planIndexBuild } = await import('../lib/search/build-index.ts');
    const { indexDocument, renderIndex } = await import('../lib/search/report/render-index.ts');
    if (options.dryRun) return planResult(await planIndexBuild(context, options.rebuild));
    const built = await buildIndex(context, options.rebuild);
    return {
      data: indexDocument(built),
      text: () => renderIndex(built),
      next: built.products === 0 ? ['aether ingest SOURCE --from DIR'] : ['aether search "QUERY"'],
    };
  },
});
