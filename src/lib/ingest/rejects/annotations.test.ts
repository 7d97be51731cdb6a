import { describe, expect, it } from 'vitest';
import { textEncoder } from '../records/encode-text.ts';
import { fileEncoding } from '../records/file-encoding.ts';
import { ENCODING_NAMES, type EncodingName } from '../records/encoding-names.ts';
import { sourceSchema } from '../source/source-schema.ts';
import { annotationsOf } from './annotations.ts';

const HEADER = 'aether_file,aether_record,aether_line,aether_rule,aether_column,"aether_reason",code,name';
const FRONT = '"1","2",3,"type","count","not a ""number"", é"';

function cutter(encoding: EncodingName, header: string | null = HEADER, dialect: object = {}) {
  const columns = ['code', 'name'].map((name) => ({ name, type: 'text', max_chars: 20 }));
  const files = { codes: { match: 'codes.csv', encoding, dialect, columns } };
  const source = sourceSchema.parse({ source: 'codes', title: 'codes', files });
  return annotationsOf({
    header: header === null ? null : textEncoder(encoding)(header),
    spec: source.files['codes']!,
    encoding: fileEncoding(encoding),
  });
}

describe('the annotations of a replayed file', () => {
  it.each(ENCODING_NAMES)('are cut off header and records in %s', (encoding) => {
    const encode = textEncoder(encoding);
    const { cut } = cutter(encoding);
    expect(cut(encode(HEADER))).toEqual(encode('code,name'));
    for (const record of ['a,é', '"a",é', '"a\r\nb",é', 'a', '', 'a,"é', '"a,é', '"', 'a,"é"x', 'a,b"c', ','])
      expect(cut(encode(`${FRONT},${record}`)).toString('hex')).toBe(encode(record).toString('hex'));
  });

  it('keep bytes behind them that have no meaning', () => {
    const record = Buffer.of(0x61, 0x2c, 0x81, 0xff);
    const bytes = Buffer.concat([textEncoder('windows-1252')(`${FRONT},`), record]);
    expect(cutter('windows-1252').cut(bytes)).toEqual(record);
  });

  it('are six in a file without a header', () => {
    const { count, cut } = cutter('utf-8', null);
    expect(count).toBe(6);
    expect(cut(Buffer.from(`${FRONT},a,b`)).toString()).toBe('a,b');
  });

  it('are found with other delimiters, record ends, and without quotes', () => {
    const header = HEADER.replaceAll(',', '|~|').replaceAll('"', '');
    const { count, cut } = cutter('utf-8', header, { delimiter: '|~|', quote: null, record_end: '|\n' });
    expect(count).toBe(6);
    expect(cut(Buffer.from('1|~|2|~|3|~|type|~|count|~|a "number"|~|"a|~|b\nc')).toString()).toBe(
      '"a|~|b\nc',
    );
  });

  it('are those that an editor has left', () => {
    const { count, cut } = cutter('utf-8', 'aether_file,aether_record,code,aether_line,name');
    expect(count).toBe(2);
    expect(cut(Buffer.from('1,2,a,3,b')).toString()).toBe('a,3,b');
    expect(cutter('utf-8', 'code,name').cut(Buffer.from('1,2')).toString()).toBe('1,2');
  });

  it('are left where they are not found', () => {
    expect(cutter('utf-8').cut(Buffer.from('1,"2,a')).toString()).toBe('1,"2,a');
  });
});
