import { flag, text } from '../lib/core/command.ts';
import { countOption, maxCostOption } from '../lib/core/command-options.ts';
import { formatNumberOf } from '../lib/core/units.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

const PRICE = /^\d{1,10}(\.\d{1,2})?$/;

export const command = defineCommand({
  words: ['search'],
  group: 'Data',
  summary: 'Search the catalogue: words, numbers and brands, with live prices and stock',
  arguments: [
    {
      name: '[query]',
      description:
        'what somebody types into the shop, as one argument; without it a terminal is asked, again and again',
    },
  ],
  options: {
    maxPrice: {
      flags: '--max-price <amount>',
      description: 'only products with a variant at this price or less, now',
      parse: (value: string) => {
        if (PRICE.test(value)) return value;
        throw new Error(`${value} is not an amount such as 120 or 99.90`);
      },
    },
    channel: text('--channel <code>', 'whose prices count: web (default: search.channel)'),
    currency: text('--currency <code>', 'prices in this currency: EUR (default: search.currency)'),
    inStock: flag('--in-stock', 'only products with a variant in stock; with --max-price the same variant'),
    category: text('--category <name>', 'only products of this category or one below it: name or number'),
    brand: text('--brand <name>', 'only products of this brand: name or number'),
    language: text('--language <code>', 'only products whose attribute "language" is this'),
    k: { ...countOption('--k <n>', 'hits to show (default: 10)', 1), flags: '-k, --k <n>' },
    offset: countOption('--offset <n>', 'hits to leave out before the first one', 0),
    reviews: flag('--reviews', 'also by words of their reviews, which are read now and sent to nobody'),
    lexical: flag('--lexical', 'by words alone'),
    semantic: flag('--semantic', 'by meaning alone'),
    hybrid: flag('--hybrid', 'by words and meaning (default)'),
    maxCost: maxCostOption,
    explain: flag('--explain', 'show why each hit is there, and how long every stage took'),
  },
  examples: [
    { command: 'aether search "waterproof jacket for hiking"', does: 'the ten best products' },
    {
      command: 'aether search "rain jacket" --max-price 120 --currency EUR --in-stock --explain',
      does: 'with filters, and why',
    },
    { command: 'aether search "kettle" --category Kitchen --json', does: 'with counts by brand' },
    { command: 'aether search "quiet kettle" --reviews', does: 'also what customers call quiet' },
    {
      command: 'aether search --in-stock',
      does: 'query after query on one connection, until Ctrl-D or Ctrl-C',
    },
  ],
  effects: {
    reads:
      'the search index; products, prices and stock as they are now (an index of the sandbox that is missing is built). With a live space of "aether embed" the query goes to its provider',
  },
  async run({ args, options }, context) {
    const { answerDocument } = await import('../lib/search/report/answer-document.ts');
    const { renderAnswer } = await import('../lib/search/report/render-answer.ts');
    const { modeOf } = await import('../lib/search/search-mode.ts');
    const { k = 10, offset = 0, explain, lexical, semantic, hybrid, reviews, ...filters } = options;
    const mode = modeOf({ lexical, semantic, hybrid, reviews });
    const request = { mode, reviews, k, offset, facets: context.json, ...filters };
    const [query] = args;
    if (query === undefined) {
      const { searchOnAndOn } = await import('../lib/search/search-session.ts');
      const queries = await searchOnAndOn(context, request, (answer) =>
        context.print((view) => renderAnswer(answer, view, explain)),
      );
      return { data: { queries }, text: () => `searched ${formatNumberOf(queries, 'time')}` };
    }
    const { search } = await import('../lib/search/search.ts');
    const answer = await search(context, { ...request, query });
    return {
      data: answerDocument(answer, explain),
      text: (view) => renderAnswer(answer, view, explain),
    };
  },
});
