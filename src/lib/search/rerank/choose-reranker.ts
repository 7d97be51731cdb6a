import { readFile } from 'node:fs/promises';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { packageFile } from '../../core/package-root.ts';
import { parseReranker, type Reranker } from './reranker-file.ts';

/** The re-ranker that comes with aether. */
const SHIPPED = ['configs', 'search', 'reranker.yaml'] as const;

/**
 * The re-ranker of the environment file, else the one that comes with aether. undefined if it was trained for another
 * language or there is no space of meaning, which its features are made of: then the fusion ranks.
 * @param path of the environment file's, absolute
 */
export async function chooseReranker(
  path: string | undefined,
  { language, dimensions }: { readonly language: string; readonly dimensions: number },
): Promise<Reranker | undefined> {
  if (dimensions === 0) return undefined;
  const file = path ?? packageFile(...SHIPPED);
  const reranker = await parseReranker(await readText(file), file);
  return reranker.language === language ? reranker : undefined;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    const code = systemErrorCode(thrown) ?? 'unknown reason';
    throw new AetherError('SEARCH_RERANKER_INVALID', `${file}: cannot be read (${code})`, { cause: thrown });
  }
}
