import { flag, text } from '../lib/core/command.ts';
import { countOption, dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

/** `0.01` or `1%`. */
function parseShare(given: string): number {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(given);
  const share = Number(match?.[1]) / (match?.[2] === '%' ? 100 : 1);
  if (share >= 0 && share <= 1) return share;
  throw new Error(`${given} is not a share from 0 to 1, such as 0.01 or 1%`);
}

export const command = defineCommand({
  words: ['generate'],
  group: 'Data',
  summary:
    'Write the CSV files of a made-up shop, clean or with known defects; the same seed, the same bytes',
  options: {
    seed: { ...text('--seed <seed>', 'any word or number; another seed is another shop'), fallback: '1' },
    customers: { ...countOption('--customers <n>', 'customers of the shop', 1), fallback: 1000 },
    orders: countOption('--orders <n>', 'orders (default: four for each customer)', 1),
    products: countOption('--products <n>', 'products (default: one for ten customers, at least 50)', 1),
    from: { ...text('--from <date>', 'first day of the orders, UTC'), fallback: '2025-10-01' },
    to: { ...text('--to <date>', 'end date, exclusive'), fallback: '2026-10-01' },
    out: { ...text('--out <dir>', 'directory to write to; has to be empty'), fallback: 'aethermart' },
    dirty: {
      flags: '--dirty <p>',
      description:
        'add defective records with this probability after each record, and list them in truth.ndjson',
      parse: parseShare,
      fallback: 0,
    },
    gzip: flag('--gzip', 'compress the files'),
    files: text('--files <names>', 'only these files, comma-separated: orders,order_items'),
    parallel: countOption('--parallel <n>', 'threads (default: one for each processor); changes no byte', 1),
    dryRun: dryRunOption,
    force: flag('--force', 'replace the files from an earlier run'),
  },
  examples: [
    { command: 'aether generate --customers 10000', does: 'a shop with 40,000 orders' },
    {
      command: 'aether generate --customers 1000000 --dry-run',
      does: 'how large a shop of a million customers is',
    },
    {
      command: 'aether generate --dirty 1% --out dirty',
      does: 'one defect for 100 records, and a list of them',
    },
  ],
  effects: { writes: 'CSV files in the layout of configs/sources/aethermart.yaml; all of them or none' },
  isLocal: true,
  async run({ options }, context) {
    const { planGeneration } = await import('../lib/generate/plan-generation.ts');
    const { generate } = await import('../lib/generate/generate.ts');
    const { generatedDocument, renderGenerated } = await import('../lib/generate/render-generation.ts');
    const plan = planGeneration(options);
    if (options.dryRun) return planResult(plan);
    const generated = await generate(context, plan, options);
    return {
      data: generatedDocument(generated),
      text: (view) => renderGenerated(generated, view),
      next: [`aether ingest aethermart --from ${options.out}`],
    };
  },
});
