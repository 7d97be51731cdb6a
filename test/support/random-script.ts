/** A small generator of random numbers (mulberry32): the same seed gives the same scripts. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const DELIMITERS = [';', ';;', '//', '$$', '/', '*', '|', '^^', '.', '1', 'go', '(;', '@@', '!', '#', '--'];

/** Everything that a lexer can stumble over, whole and in halves. */
// prettier-ignore
const ATOMS = [
  'SELECT', 'IF(a,1,2)', 'CASE', 'END', 'BEGIN', 'END IF', 'loop1:', 'x', 'a$$b', 'category', 'q', '`', "'", '"',
  "'it''s'", "'a\\'b'", "'\\\\'", "'/*'", "'*/'", "'-- '", "'#'", "'a;b'", "'a//b$$c'", "'`'", "''", "'\\z", "x'41'",
  '"a""b"', '"\\""', '"\'"', '"/*"', '";"', '`a``b`', '`a;b`', '`\\`', '`--`', '`/*`', '`"`', "`'`",
  '--', '-- ', '--\t', "-- it's\n", '-- "\n', '--\n', '--x', "# it's\n", '#', '#;\n', '-- /*\n', '# */\n', '-- ;\n',
  '/*', '*/', '/* c */', "/* it's */", '/* ; */', '/* -- */', '/**/', '/*/ x */', '/***/', '/* # " */', '/*\n;\n*/',
  '/*!', '/*M!', '/*!50003', '/*!50003 x */', "/*!50003 'a;b' */", '/*M!100100 y */', '/*! ; */', '/*!\n/* in */\n*/',
  '/*+ HINT */', '/*!*/', "/*! '*/' */", '/*!\n-- x\n*/', '/*M! /* z */ */', '!', '*', '/', '-', '@', '.', '1.5', '1e-3',
  ';', ';;', '//', '$$', '|', '^', '\\N', ' \\N', 'é', ' naïve ', "'é'", '/*é*/', '\r', '\v', '\f', '\u00a0', '\t', '0x1f',
  '\n', '\n', '\n\n', '\r\n', ' ', ' ', ' ', '  ', '\n  ', ' \n',
];

/** A script of random pieces, with the delimiter that holds at its end. */
export function randomScript(random: (below: number) => number): { script: string; delimiter: string } {
  const pick = (from: readonly string[]) => from[random(from.length)]!;
  let delimiter = ';';
  let script = '';
  for (let statement = random(4); statement >= 0; statement -= 1) {
    if (random(3) === 0) {
      delimiter = pick(DELIMITERS).trim();
      const [before, word, between, after] = [
        pick(['', '', ' ', '\t']),
        pick(['DELIMITER', 'delimiter']),
        pick([' ', '\t']),
        pick(['', '', ' ', ' x', '\r']),
      ];
      script += `${before}${word}${between}${delimiter}${after}\n`;
    }
    for (let atom = random(7); atom >= 0; atom -= 1) script += pick(ATOMS) + pick(['', '', ' ', '\n']);
    script += `\n${delimiter}${pick(['', ' ', ' -- t', '# t'])}\n`;
  }
  return { script, delimiter };
}
