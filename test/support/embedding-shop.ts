import type { EmbeddingServer } from './embedding-server.ts';
import type { ServerAccess } from './admin.ts';
import { documentOf, type Ended } from './aether-cli.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** The key that the environment file of the tests refers to; it must not be seen anywhere. */
export const KEY = 'canary-key-8842-of-the-provider';

export interface ShopOptions {
  readonly server: ServerAccess;
  readonly database: string;
  readonly provider: EmbeddingServer;
  readonly products: number;
  /** More of the section `embeddings`, or another value. */
  readonly embeddings?: Readonly<Record<string, unknown>>;
}

/** A workspace whose provider is a local server, with products `Lamp 1`, `Lamp 2`, and so on. */
export async function openEmbeddingShop(options: ShopOptions): Promise<Workspace> {
  const { server, database, provider, products, embeddings } = options;
  const shop = await openWorkspace({
    server,
    database,
    limits: { outage_tolerance: '5m' },
    embeddings: {
      provider: 'gemini',
      model: 'gemini-embedding-001',
      dimensions: 32,
      api_key: 'env:PROVIDER_KEY',
      base_url: provider.url,
      items_per_minute: 10_000_000,
      ...embeddings,
    },
  });
  await shop.applySchema();
  await addProducts(shop, 1, products);
  return shop;
}

export async function addProducts(shop: Workspace, first: number, last: number): Promise<void> {
  const rows = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  if (rows.length === 0) return;
  await shop.admin.query(`INSERT INTO ${shop.database}.product (product_no, name, description) VALUES ?`, [
    rows.map((number) => [`P${number}`, `Lamp ${number}`, `A lamp for room ${number} made of brass`]),
  ]);
}

/** Runs a command in this process, with the key and `--yes`. */
export async function embed(shop: Workspace, ...args: string[]): Promise<Ended> {
  return shop.run(['embed', ...args, '--yes', '--json'], { PROVIDER_KEY: KEY });
}

export interface RunData {
  readonly state: string;
  readonly texts_sent: number;
  readonly products_embedded: number;
  readonly requests: number;
  readonly cost_usd: number;
  readonly refused: readonly { readonly product_no: string; readonly reason: string }[];
  readonly possibly_paid_twice: {
    readonly requests: number;
    readonly texts: number;
    readonly cost_usd: number;
  };
}

/** The document of a run that ended well. */
export async function embedWell(shop: Workspace, ...args: string[]): Promise<RunData> {
  const ended = await embed(shop, 'run', ...args);
  const document = documentOf<RunData>(ended);
  if (!document.ok) throw new Error(`${document.error?.code}: ${document.error?.message}\n${ended.stderr}`);
  return document.data;
}

/** Products and their vectors of a space: how many there are, and how many have the vector of their present text. */
export async function countVectors(shop: Workspace): Promise<number> {
  const [row] = await shop.rows(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS count FROM ${shop.database}.product_embedding`,
  );
  return row?.['count'] as number;
}

/** Requests by how they ended. */
export async function batchStates(shop: Workspace): Promise<Record<string, number>> {
  const rows = await shop.rows(
    `SELECT state, CAST(COUNT(*) AS DOUBLE) AS count FROM ${shop.database}_meta.embedding_batch GROUP BY state ORDER BY state`,
  );
  return Object.fromEntries(rows.map((row) => [row['state'] as string, row['count'] as number]));
}
