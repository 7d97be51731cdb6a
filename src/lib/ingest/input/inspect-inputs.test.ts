import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { EncodingName } from '../records/encoding-names.ts';
import { sourceSchema } from '../source/source-schema.ts';
import { inputFile } from './find-files.ts';
import { inspectInputs } from './inspect-inputs.ts';

const directory = mkdtempSync(join(tmpdir(), 'aether-inputs-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function open(content: Buffer, encoding: EncodingName) {
  const path = join(directory, 'codes.csv');
  writeFileSync(path, content);
  const columns = ['code', 'name'].map((name) => ({ name, type: 'text', max_chars: 20 }));
  const files = { codes: { match: 'codes.csv', encoding, columns } };
  const source = sourceSchema.parse({ source: 'codes', title: 'codes', files });
  const context = { emit: () => undefined, signal: new AbortController().signal };
  const [input] = await inspectInputs(context, { source, directory }, [await inputFile('codes', path)]);
  return input;
}

describe('a file that is its header alone, without a line end', () => {
  it.each([
    ['plain', Buffer.from('code,name'), 'utf-8'],
    ['with a byte order mark', Buffer.from('\uFEFFcode,name'), 'utf-8'],
    ['in UTF-16', Buffer.from('\uFEFFcode,name', 'utf16le'), 'utf-16le'],
    ['compressed', gzipSync('code,name'), 'utf-8'],
  ] as const)('is opened: %s', async (_how, content, encoding) => {
    expect(await open(content, encoding)).toMatchObject({ fieldCount: 2 });
  });

  it('is none where more of the file follows', async () => {
    const long = gzipSync(`code,${'x'.repeat(300 * 1024)}`);
    await expect(open(long, 'utf-8')).rejects.toMatchObject({ code: 'INPUT_FORMAT' });
  });
});

describe('a header that is read in a wrong encoding', () => {
  it('is refused for the encoding, and shown without control characters', async () => {
    const opened = open(Buffer.from('code,name\na,b\n', 'utf16le'), 'utf-8');
    await expect(opened).rejects.toMatchObject({
      code: 'INPUT_FORMAT',
      message: expect.stringMatching(
        /the text looks like utf-16le, but the source says utf-8, and the header/,
      ),
      hint: 'set "encoding" of this file in the source, or convert the file',
      cause: { message: expect.stringMatching(/it has: c\ufffdo\ufffdd\ufffde\ufffd, /) },
    });
  });
});
