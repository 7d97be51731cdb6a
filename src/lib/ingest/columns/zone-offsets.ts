import { SECONDS_PER_DAY, daysFromCivil } from './civil-time.ts';

/** A zone with its daylight saving rules, as the runtime's time zone data knows them. */
export interface Zone {
  /**
   * Seconds since 1970 UTC of a local time given in the same way. A time that the clock showed twice is its first
   * occurrence; one that it jumped over is read with the offset from before the jump and so lands after it (as
   * "compatible" in ECMAScript's Temporal and in RFC 5545).
   */
  toUtc(localSeconds: number): number;
  /** How often the clock showed the last time that was asked for: 0, 1 or 2. */
  shown(): number;
}

/** The offset changes from `before` to `after` seconds east of Greenwich at an instant in seconds since 1970. */
interface Transition {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

interface YearOfOffsets {
  readonly firstOffset: number;
  readonly transitions: readonly Transition[];
}

export const UTC: Zone = { toUtc: (localSeconds) => localSeconds, shown: () => 1 };

/** Whether the runtime knows a zone of that name. */
export function isZoneName(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Asks Intl for the transitions of each year once, about 370 questions; all else is arithmetic. */
export function createZone(name: string): Zone {
  if (name === 'UTC') return UTC;
  const offsetAt = offsetReader(name);
  const years = new Map<number, YearOfOffsets>();
  let year = Number.NaN;
  const found: LocalOffset = { offset: 0, times: 1 };
  let offsets: YearOfOffsets = { firstOffset: 0, transitions: [] };

  function offsetsOf(wanted: number): YearOfOffsets {
    const known = years.get(wanted);
    if (known !== undefined) return known;
    const transitions = findTransitions(wanted, offsetAt);
    years.set(wanted, transitions);
    return transitions;
  }
  return {
    shown: () => found.times,
    toUtc(localSeconds) {
      const wanted = Math.floor(localSeconds / MEAN_YEAR);
      if (wanted !== year) {
        year = wanted;
        offsets = offsetsOf(wanted);
      }
      return localSeconds - offsetAtLocal(offsets, localSeconds, found).offset;
    },
  };
}

/** Transitions are kept by spans of this length, which need not begin with a calendar year. */
const MEAN_YEAR = 31_556_952;

/** What was found for a local time; one object, filled again for every value. */
interface LocalOffset {
  offset: number;
  times: number;
}

function offsetAtLocal(
  { firstOffset, transitions }: YearOfOffsets,
  local: number,
  found: LocalOffset,
): LocalOffset {
  found.offset = firstOffset;
  found.times = 1;
  for (const { at, before, after } of transitions) {
    if (local < at + Math.min(before, after)) break;
    if (local < at + Math.max(before, after)) {
      found.offset = before;
      found.times = after > before ? 0 : 2;
      break;
    }
    found.offset = after;
  }
  return found;
}

/** No zone is further from Greenwich than a day, so local times of a span lie within it and a day on both sides. */
function findTransitions(span: number, offsetAt: (seconds: number) => number): YearOfOffsets {
  const end = (span + 1) * MEAN_YEAR + SECONDS_PER_DAY;
  let at = span * MEAN_YEAR - SECONDS_PER_DAY;
  const firstOffset = offsetAt(at);
  const transitions: Transition[] = [];
  let before = firstOffset;
  while (at < end) {
    const after = offsetAt(at + SECONDS_PER_DAY);
    if (after !== before) transitions.push({ at: bisect(at, before, offsetAt), before, after });
    before = after;
    at += SECONDS_PER_DAY;
  }
  return { firstOffset, transitions };
}

/** The first second within a day from `start` at which the offset is no longer `before`. */
function bisect(start: number, before: number, offsetAt: (seconds: number) => number): number {
  let low = start;
  let high = start + SECONDS_PER_DAY;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

function offsetReader(name: string): (seconds: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (seconds) => {
    const fields: Record<string, number> = {};
    let isBeforeChrist = false;
    for (const { type, value } of format.formatToParts(seconds * 1000)) {
      if (type === 'era') isBeforeChrist = value.startsWith('B');
      else fields[type] = Number(value);
    }
    const { year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
    const days = daysFromCivil(isBeforeChrist ? 1 - year : year, month, day);
    return days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - seconds;
  };
}
