const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `formatBytes(1536)` is `1.5 KiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < BINARY_UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? String(value) : value.toFixed(1)} ${BINARY_UNITS[unit] ?? 'B'}`;
}

/** `formatCount(1234567)` is `1,234,567`; for whole numbers. */
export function formatCount(count: number | bigint): string {
  // Not toLocaleString: the first call loads the locale's data, which takes 18 ms.
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `formatNumberOf(1, 'file')` is `1 file`, `formatNumberOf(2000, 'file')` is `2,000 files`. */
export function formatNumberOf(count: number | bigint, noun: string): string {
  return `${formatCount(count)} ${Number(count) === 1 ? noun : pluralOf(noun)}`;
}

/** Regular plurals: `queries`, `indexes`, `files`. */
function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** `formatSeconds(75.2)` is `1m15s`, `formatSeconds(0.4)` is `0.40s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)}s`;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  return hours > 0 ? `${hours}h${minutes}m` : `${minutes}m${rest}s`;
}

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
const DURATION_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of `500ms`, `30s`, `5m`, `2h`, `7d`; undefined for anything else. */
export function parseDurationSeconds(text: string): number | undefined {
  const match = DURATION.exec(text);
  const factor = DURATION_SECONDS[match?.[2] ?? ''];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}

const SIZE = /^(\d+(?:\.\d+)?)(B|KiB|MiB|GiB|TiB)$/;

/** Bytes of `512B`, `16MiB`, `1.5GiB`; undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  const match = SIZE.exec(text);
  if (match === null) return undefined;
  const power = BINARY_UNITS.findIndex((unit) => unit === match[2]);
  return Math.round(Number(match[1]) * 1024 ** power);
}
