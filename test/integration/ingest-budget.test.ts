import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { fileLedger } from '../../src/lib/ingest/load/file-ledger.ts';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { documentOf } from '../support/aether-cli.ts';
import { type IngestData, plannedFiles } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { adminEndpoint } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// How many rejects a file may have, all in all and by single rules, found while loading and by checks.

const source = (maxRejects = '') => `
source: codes
title: codes with counts
files:
  codes:
    match: codes.csv
    key: [code]${maxRejects}
    columns:
      - { name: code, type: text, charset: ascii, max_chars: 64, required: true }
      - { name: count, type: integer, min: 1, required: true }
steps:
  - { check: too_many, file: codes, on_fail: reject, reason: more than a hundred, where: s.count > 100 }
  - { upsert: category, file: codes, key: [category_no], update: none, select: 'SELECT s.code AS category_no FROM {{codes}} AS s' }
`;

/** Two with a count out of range, one that is no number, two with one code, and three for the check. */
const FILE = 'code,count\na,1\nb,0\nc,-1\nd,x\ne,5\ne,6\nf,101\ng,102\nh,103\ni,2\n';

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: 'aethertest_budget',
  });
  await shop.applySchema();
  await shop.write('codes.yaml', source());
  await shop.write('codes.csv', FILE);
  emptier = await createEmptier(shop);
});

afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(() => emptier.empty());

async function ingest<Data extends Partial<IngestData> | PlanDocument = IngestData>(
  ...args: readonly string[]
) {
  const ended = await shop.run(['ingest', './codes.yaml', '--from', 'codes.csv', '--json', ...args]);
  const document = documentOf<Data>(ended);
  return {
    exitCode: ended.exitCode,
    stderr: ended.stderr,
    result: (document.data as Partial<IngestData> | undefined)?.files?.[0]?.result,
    document,
  };
}

const codes = async () => {
  const rows = await shop.rows('SELECT category_no FROM aethertest_budget.category ORDER BY category_no');
  return rows.map((row) => row['category_no'] as string).join('');
};

describe('a run that was taken for dead', () => {
  it('cannot write what became of a file that is not its own any more', async () => {
    await ingest('--max-rejects', '7');
    const never = { signal: new AbortController().signal, runId: 'asleep' };
    const server = sharedServer();
    await using connection = await openConnection(adminEndpoint(server), never);
    const ledger = fileLedger(connection, 'aethertest_budget_meta', 'asleep');
    const [row] = await shop.rows(
      'SELECT CAST(file_id AS DOUBLE) AS id FROM aethertest_budget_meta.ingest_file',
    );
    await expect(ledger.setState([row?.['id'] as number], 'failed')).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
  });
});

describe('a budget of rejects', () => {
  it.each([
    ['7', 0, 'loaded', 'aei'],
    ['6', 1, 'over_budget', ''],
    ['100%,range=2,type=10%', 0, 'loaded', 'aei'],
    ['100%,range=1', 1, 'over_budget', ''],
    ['100%,duplicate_key=0', 1, 'over_budget', ''],
    ['100%,too_many=3', 0, 'loaded', 'aei'],
    ['100%,too_many=2', 1, 'over_budget', ''],
  ])('of %s: exit code %i, %s, and "%s" is there', async (budget, exitCode, result, there) => {
    expect(await ingest('--max-rejects', budget)).toMatchObject({ exitCode, result });
    expect(await codes()).toBe(there);
  });

  it('lets a file that a check has put over it be loaded by the same command with a larger one', async () => {
    const over = await ingest('--max-rejects', '6');
    expect(over.stderr).toContain('7 rejects, 6 allowed: no further step sees the file');
    expect(over.document.data.files[0]?.rejects_file).not.toBeNull();
    expect(await ingest('--max-rejects', '7')).toMatchObject({ exitCode: 0, result: 'loaded' });
    expect(await codes()).toBe('aei');
  });

  it('may be that of one file, in the source; what is typed comes before it', async () => {
    await shop.write('codes.yaml', source("\n    max_rejects: '100%,range=1'"));
    expect(await ingest()).toMatchObject({ exitCode: 1, result: 'over_budget' });
    expect(await ingest('--max-rejects', '7')).toMatchObject({ exitCode: 0, result: 'loaded' });
    await shop.write('codes.yaml', source());
  });

  it('names no rule that nothing can break', async () => {
    const { exitCode, document } = await ingest('--max-rejects', '5,rnage=1');
    expect(exitCode).toBe(64);
    expect(document.error?.message).toBe('max_rejects: there is no rule "rnage", did you mean "range"?');
  });

  it('is weighed by a dry run too, as far as the file alone tells', async () => {
    const { exitCode, document } = await ingest<PlanDocument>('--dry-run', '--max-rejects', '100%,range=1');
    expect(exitCode).toBe(1);
    expect(plannedFiles(document.data)).toMatchObject([{ result: 'over_budget' }]);
  });
});
