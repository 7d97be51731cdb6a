import { open, stat } from 'node:fs/promises';
import { AetherError } from '../core/errors.ts';
import { nodeLayout } from './layout.ts';
import type { Sandbox } from './sandbox.ts';

/** Where the error log ends now, so that what an earlier start has written there is not read as news. */
export async function endOfLog(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/** SERVER_FAILED with the first errors that the server logged since it was started. */
export async function serverFailed(
  sandbox: Sandbox,
  node: string,
  what: string,
  logStart: number,
): Promise<AetherError> {
  const { errorLog, outputFile } = nodeLayout(sandbox.layout, node);
  const lines = [...(await readLines(errorLog, logStart)), ...(await readLines(outputFile, 0))];
  const errors = lines.filter((line) => line.includes('[ERROR]'));
  const said = errors[0]?.replace(/^.*\[ERROR\]\s*/, '');
  return new AetherError('SERVER_FAILED', `${node} ${what}${said === undefined ? '' : `: ${said}`}`, {
    hint: `read ${errorLog}`,
    details: { node, errors: errors.slice(0, 10) },
  });
}

const MOST_BYTES = 256 * 1024;

async function readLines(file: string, from: number): Promise<string[]> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return [];
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, from);
    return buffer.toString('utf8', 0, bytesRead).split('\n');
  } finally {
    await handle.close();
  }
}
