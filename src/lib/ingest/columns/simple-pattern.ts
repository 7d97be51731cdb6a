/** Whether the bytes of a value match a pattern. */
export interface BytePattern {
  (source: Buffer, start: number, end: number): boolean;
}

/** A class of ASCII characters and how often it is repeated. */
interface Atom {
  readonly members: Uint8Array;
  readonly fewest: number;
  readonly most: number;
}

/** One atom of a pattern: a class, \d or \w, an escaped sign or a literal character, and its repetition. */
const CLASS = String.raw`\[(?<class>(?:\\[dw\-\\\]^./]|[\w !"#$%&'()*+,./:;<=>?@{|}~-])+)\]`;
const SHORTHAND = String.raw`\\(?<shorthand>[dw])`;
const ESCAPED = String.raw`\\(?<escaped>[\^$\\.*+?()[\]{}|/])`;
const LITERAL = String.raw`(?<literal>[\w !"#%&',:;<=>@~-])`;
const REPEAT = String.raw`(?:\{(?<fewest>\d+)(?<comma>,)?(?<most>\d+)?\}|(?<sign>[?*+]))?(?!\?)`;
const ATOM = new RegExp(`(?:${CLASS}|${SHORTHAND}|${ESCAPED}|${LITERAL})${REPEAT}`, 'uy');

/**
 * Turns a pattern such as `^[0-9a-f]{32}$` into a test on bytes, several times as fast as making a string for the
 * regular expression. Undefined for patterns that need more: groups, alternatives, negation, or a repetition that
 * is followed by what it repeats, so that one pass from left to right could not decide.
 */
export function compileSimplePattern(pattern: string): BytePattern | undefined {
  const atoms = parseAtoms(pattern);
  if (atoms === undefined || !isDecidedFromLeft(atoms)) return undefined;
  return (source, start, end) => {
    let at = start;
    for (const { members, fewest, most } of atoms) {
      const stop = Math.min(end, at + most);
      const first = at;
      while (at < stop && members[source[at] ?? 0] === 1) at += 1;
      if (at - first < fewest) return false;
    }
    return at === end;
  };
}

function parseAtoms(pattern: string): Atom[] | undefined {
  if (!pattern.startsWith('^') || !pattern.endsWith('$') || pattern.endsWith('\\$')) return undefined;
  const body = pattern.slice(1, -1);
  const atoms: Atom[] = [];
  ATOM.lastIndex = 0;
  while (ATOM.lastIndex < body.length) {
    const groups = ATOM.exec(body)?.groups;
    if (groups === undefined) return undefined;
    atoms.push({ members: membersOf(groups), ...repetition(groups) });
  }
  return atoms;
}

type Groups = Readonly<Record<string, string | undefined>>;

/** Which characters an atom takes, asked of a regular expression of that atom alone. */
function membersOf(groups: Groups): Uint8Array {
  const { class: members, shorthand, escaped, literal } = groups;
  const source =
    members === undefined
      ? (shorthand ?? escaped) === undefined
        ? literal
        : `\\${shorthand ?? escaped}`
      : `[${members}]`;
  const one = new RegExp(`^${source}$`, 'u');
  return Uint8Array.from({ length: 256 }, (_, byte) =>
    byte < 0x80 && one.test(String.fromCharCode(byte)) ? 1 : 0,
  );
}

function repetition({ fewest, comma, most, sign }: Groups): { fewest: number; most: number } {
  if (fewest !== undefined) {
    const last = comma === undefined ? fewest : most;
    return { fewest: Number(fewest), most: last === undefined ? Infinity : Number(last) };
  }
  if (sign === undefined) return { fewest: 1, most: 1 };
  return { fewest: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity };
}

/**
 * Whether taking as many characters as possible is always right: what a repetition could leave over must not be
 * anything that the atoms after it take, up to the first that cannot be absent.
 */
function isDecidedFromLeft(atoms: readonly Atom[]): boolean {
  return atoms.every((atom, index) => {
    if (atom.fewest === atom.most) return true;
    const rest = atoms.slice(index + 1);
    const needed = rest.findIndex(({ fewest }) => fewest > 0);
    const reachable = needed < 0 ? rest : rest.slice(0, needed + 1);
    return reachable.every(({ members }) =>
      members.every((member, byte) => member + (atom.members[byte] ?? 0) < 2),
    );
  });
}
