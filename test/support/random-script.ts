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

/** A script of random pieces, with the delimiter that holds at its end; `chance` gives numbers from 0 to 1. */
export function randomScript(chance: () => number): { script: string; delimiter: string } {
  const random = (below: number) => Math.floor(chance() * below);
  const pick = (from: readonly string[]) => from[random(from.length)]!;
  let delimiter = ';';
  let script = '';
  for (let statement = random(4); statement >= 0; statement -= 1) {
    if (random(3) === 0) {
      // With --comments the client overlooks DELIMITER after a comment: so there is a statement before it.
      if (script !== '') script += `DO 0\n${delimiter}\n`;
      delimiter = pick(DELIMITERS);
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
