import { createCivilTime } from '../columns/civil-time.ts';
import { compileDateFormats } from '../columns/date-format.ts';

/** Formats that files really have; where several fit all values, the first is proposed and the others are told. */
const CANDIDATES = [
  'iso',
  'YYYYMMDD',
  'YYYY/MM/DD',
  'YYYY/MM/DD HH:mm:ss',
  'DD/MM/YYYY',
  'MM/DD/YYYY',
  'DD/MM/YYYY HH:mm',
  'MM/DD/YYYY HH:mm',
  'DD/MM/YYYY HH:mm:ss',
  'MM/DD/YYYY HH:mm:ss',
  'DD.MM.YYYY',
  'DD.MM.YYYY HH:mm',
  'DD.MM.YYYY HH:mm:ss',
  'DD-MM-YYYY',
  'DD-MM-YYYY HH:mm:ss',
] as const;

/** Counts in which formats values can be read as dates. */
export interface DateGuess {
  add(text: string): void;
  /** The formats that read every value, and whether any had a time of day. */
  result(values: number): { readonly formats: readonly string[]; readonly hasTime: boolean };
}

export function createDateGuess(): DateGuess {
  const readers = CANDIDATES.map((format) => ({ format, read: compileDateFormats([format]), count: 0 }));
  const time = createCivilTime();
  let hasTime = false;
  return {
    add(text) {
      // A cheap look first: most columns hold no dates at all.
      if (!/^\d{1,4}[-/.\d]/.test(text) || text.length < 8) return;
      const bytes = Buffer.from(text);
      for (const reader of readers) {
        if (!reader.read(bytes, 0, bytes.length, time)) continue;
        reader.count += 1;
        if (text.includes(':')) hasTime = true;
      }
    },
    result: (values) => ({
      formats:
        values === 0 ? [] : readers.filter(({ count }) => count === values).map(({ format }) => format),
      hasTime,
    }),
  };
}
