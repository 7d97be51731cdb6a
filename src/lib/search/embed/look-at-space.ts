import type { EmbeddingsSection } from '../../infra/config/sections/embeddings-section.ts';
import { countWork, type Work } from './count-work.ts';
import { type EmbedSettings, embedSettings } from './embed-settings.ts';
import type { EmbedSession } from './open-embed.ts';
import { scanProducts } from './scan-products.ts';
import { findSpace, type Space } from './space/space-store.ts';
import { maskedFields, readPersonalColumns } from './texts/personal-fields.ts';
import type { TextTemplate } from './texts/render-text.ts';

/** The space of the environment file, and how the catalogue differs from it. */
export interface Look {
  readonly settings: EmbedSettings;
  readonly template: TextTemplate;
  readonly space: Omit<Space, 'products'> | undefined;
  readonly work: Work;
}

/** Reads the whole catalogue and changes nothing. Throws EMBED_PERSONAL_DATA before anything is read. */
export async function lookAtSpace(
  session: Omit<EmbedSession, keyof AsyncDisposable>,
  signal: AbortSignal,
): Promise<Look> {
  const settings = await embedSettings(session.environment);
  const template = await readTemplate(session, settings);
  const space = await findSpace(session.connection, settings.space);
  const work = await countWork(scanProducts(session.connection, space?.id, template, signal));
  return { settings, template, space, work };
}

async function readTemplate(
  { connection, metaDatabase }: Pick<EmbedSession, 'connection' | 'metaDatabase'>,
  { section, isLocal, maxTokens }: EmbedSettings,
): Promise<TextTemplate> {
  const personal = await readPersonalColumns(connection, metaDatabase);
  const fields: EmbeddingsSection['fields'] = section.fields;
  return { fields, masked: maskedFields(section, personal, isLocal), maxTokens };
}
