import { isDeepStrictEqual } from 'node:util';
import { AetherError, throwIfAborted } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { type EmbedSettings, embedSettings, spaceName } from '../embed/embed-settings.ts';
import type { SpaceIdentity } from '../embed/embedder.ts';
import { createQueryEmbedder, type QueryEmbedder } from './embed-query.ts';
import { findNear } from './find-near.ts';
import { type LiveSpace, readLiveSpace } from './live-space.ts';
import type { Meaning, MeaningNeeds, MeaningOptions } from './meaning.ts';
import { openQueryCache } from './query-cache.ts';
import { scanFile } from './scan-file.ts';
import { scanTable } from './scan-table.ts';
import type { SpaceScan } from './space-scan.ts';

interface Opened {
  readonly connection: MariadbConnection;
  readonly space: LiveSpace;
  readonly settings: EmbedSettings;
  readonly embedder: QueryEmbedder;
  readonly scan: SpaceScan;
}

/** For an environment with a section `embeddings`. */
export function createMeaning(context: MeaningNeeds, options: MeaningOptions): Meaning {
  let opened: Opened | undefined;
  const noted = new Set<string>();
  const warn = (message: string) => {
    if (noted.has(message)) return;
    noted.add(message);
    context.emit({ type: 'note', level: 'warn', message });
  };
  const open = async (connection: MariadbConnection) => {
    const space = await readLiveSpace(connection);
    if (space === undefined) return undefined;
    if (opened?.connection === connection && isDeepStrictEqual(opened.space, space)) return opened;
    const environment = await context.environment();
    const settings = opened?.settings ?? (await embedSettings(environment));
    const problem = whyNot(space, settings, options.language);
    if (problem !== undefined) {
      warn(`${spaceName(space)} is not asked: ${problem}`);
      return undefined;
    }
    const embedder =
      opened?.embedder ??
      createQueryEmbedder({
        environment,
        settings,
        spaceKey: queryKey(space),
        cache: openQueryCache(context.stateDir, context.clock),
        maxUsd: options.maxUsd ?? settings.section.max_cost,
      });
    opened = { connection, space, settings, embedder, scan: await scanOf(context, connection, space) };
    return opened;
  };
  return {
    async ask(query, asked) {
      try {
        const found = await open(asked.connection);
        if (found === undefined) return undefined;
        const { space, settings, embedder, scan } = found;
        const embedded = await embedder.embed(query, context.signal);
        const near = await findNear(embedded.vector, { ...asked, scan });
        return { ...near, space, languages: settings.languages, embedded };
      } catch (thrown) {
        throwIfAborted(context.signal);
        if (!(thrown instanceof AetherError) || !isOfProvider(thrown)) throw thrown;
        warn(`ranked without the provider of embeddings: ${thrown.message}`);
        return undefined;
      }
    },
  };
}

function scanOf(
  { stateDir }: MeaningNeeds,
  connection: MariadbConnection,
  space: LiveSpace,
): Promise<SpaceScan> {
  return space.vectorTable === null
    ? scanFile({ connection, stateDir }, space)
    : scanTable(connection, space.vectorTable);
}

/** A server that is away, or a bug, is for whoever has called. */
function isOfProvider({ code }: AetherError): boolean {
  return code.startsWith('EMBED_') || code.startsWith('ENVIRONMENT_') || code.startsWith('SECRET_');
}

/** Vectors of a query and of documents are comparable whatever the text of the documents is made of. */
function queryKey({ provider, model, dimensions, scheme }: SpaceIdentity): string {
  return JSON.stringify([provider, model, dimensions, scheme]);
}

function whyNot(space: LiveSpace, { space: wanted, languages }: EmbedSettings, language: string) {
  if (queryKey(space) !== queryKey(wanted))
    return `the environment file says ${spaceName(wanted)}, or another revision of it`;
  const code = language.slice(0, 2);
  if (languages === undefined || languages === 'many' || languages.includes(code)) return undefined;
  return `it serves ${languages.join(', ')}, and queries are ${code}`;
}
