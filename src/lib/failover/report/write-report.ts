import { access, constants } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';
import type { DrillReport } from '../run-drill.ts';
import { drillDocument } from './drill-document.ts';
import { renderPage } from './html/render-page.ts';

/** The absolute path of the page. Throws USAGE if it could not be written: to be known before the drill, not after it. */
export async function findReportFile(cwd: string, path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const file = resolve(cwd, path);
  if (documentFileOf(file) === file) {
    throw new AetherError('USAGE', `--report ${path}: the JSON is written beside the page, under this name`, {
      hint: 'name a file that ends in .html',
    });
  }
  try {
    await access(dirname(file), constants.W_OK);
  } catch (cause) {
    throw new AetherError('USAGE', `--report ${path}: its directory does not exist or is not writable`, {
      cause,
    });
  }
  return file;
}

/** `drill.html` is accompanied by `drill.json`. */
export function documentFileOf(file: string): string {
  const ending = extname(file);
  return `${ending === '' ? file : file.slice(0, -ending.length)}.json`;
}

/** Writes the page, and beside it the same as JSON. Throws what the file system throws. */
export async function writeReport(file: string, report: DrillReport): Promise<void> {
  const readable = 0o644;
  await writeFileAtomic(
    documentFileOf(file),
    `${JSON.stringify(drillDocument(report), null, 2)}\n`,
    readable,
  );
  await writeFileAtomic(file, renderPage(report), readable);
}
