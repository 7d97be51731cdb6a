import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomScript } from '../../../../test/support/random-script.ts';
import { seededRandom } from '../../../../test/support/random.ts';
import { SCRIPT_CORPUS } from '../../../../test/support/script-corpus.ts';
import { AetherError } from '../../core/errors.ts';
import { splitScript } from './split-script.ts';

const textsOf = (script: string) => splitScript(script, 'x.sql').map(({ text }) => text);

/** The error that a script is refused with. */
function refusal(script: string): AetherError {
  try {
    splitScript(script, 'x.sql');
  } catch (thrown) {
    if (thrown instanceof AetherError) return thrown;
    throw thrown;
  }
  throw new Error(`not refused: ${script}`);
}

describe('splitScript', () => {
  it.each(SCRIPT_CORPUS)('cuts $about', ({ script, texts }) => {
    expect(textsOf(script)).toEqual(texts);
  });

  it('says where each statement begins, after the comments before it', () => {
    const script = '\uFEFF-- head\n/* c */ SELECT 1; SELECT\n2;\r\n\r\n\tSELECT 3;';
    const places = splitScript(script, 'x.sql').map(({ startLine, startColumn }) => [startLine, startColumn]);
    expect(places).toEqual([
      [2, 9],
      [2, 19],
      [5, 2],
    ]);
  });

  it('knows a DELIMITER line after comments and blanks, which the client with --comments does not', () => {
    expect(textsOf('/* c */\n  \n  -- c\nDELIMITER //\nSELECT 1; //')).toEqual(['SELECT 1;']);
  });

  it('keeps the line break after a word that begins like DELIMITER, which the client drops', () => {
    expect(textsOf('SELECT\ndelimiters\nFROM a;')).toEqual(['SELECT\ndelimiters\nFROM a']);
  });

  it('takes USE with a delimiter on its line, or at the end', () => {
    expect(textsOf('USE a; use `b` ;\nUSE c -- d\n')).toEqual(['USE a', 'use `b`', 'USE c -- d']);
  });

  it('keeps a backslash before a line break in a string, which the client drops', () => {
    expect(textsOf("SELECT 'a\\\nb';")).toEqual(["SELECT 'a\\\nb'"]);
  });

  it.each([
    ["SELECT 1;\n  SELECT 'a;\n", '2:10', 'string'],
    ['SELECT 1, "a\\"', '1:11', 'string'],
    ['SELECT `a\\``;', '1:8', 'quoted name'],
    ['SELECT 1;\n/* a', '2:1', 'comment'],
    ['SELECT /*!50003 1; ', '1:8', 'executable comment'],
    ['/*!50003 CREATE PROCEDURE p() BEGIN END; */;', '1:1', 'executable comment'],
    ['SELECT 1\\G', '1:9', '"\\G"'],
    ['SELECT 1;\nsource x.sql', '2:1', '"source"'],
    ['\\! ls', '1:1', '"\\!"'],
    ['system ls;', '1:1', '"system"'],
    ['SELECT 1;\n ? x;', '2:2', '"?"'],
    ['USE mysql\nSELECT 1;', '1:1', 'USE without'],
    ['DELIMITER //\nSELECT 1//use mysql;\nSELECT 1//', '2:11', 'USE without'],
    ['SELECT 1; DELIMITER //\n', '1:11', '"DELIMITER"'],
    ['SELECT 1\n DELIMITER //\n', '2:2', 'DELIMITER inside'],
    ['DELIMITER\nSELECT 1', '1:1', 'DELIMITER line'],
    ["DELIMITER '//'\n", '1:1', 'DELIMITER line'],
    ['DELIMITER //\t\n', '1:1', 'DELIMITER line'],
    ['DELIMITER -- x\n', '1:1', 'DELIMITER line'],
    ['DELIMITER \\\n', '1:1', 'DELIMITER line'],
    ['DELIMITER 1234567890123456\n', '1:1', 'DELIMITER line'],
    ['DELIMITER é\n', '1:1', 'DELIMITER line'],
    ['DELIMITER;', '1:1', 'DELIMITER line'],
    ['DELIMITER go\nSELECT category go', '2:12', '"go"'],
    ['--x\nSELECT 1;', '1:1', '"--"'],
    ['/* a /*! b */ SELECT 1;', '1:1', '"/*!"'],
    ['/* src/*/x */ SELECT 1;', '1:1', '"/*/"'],
    ["/*! a /* it's */ */;", '1:7', 'a comment on the line'],
    ['/*! a */* 1;', '1:7', '"*/*"'],
    ['/*!50003 a\n/*!50003 b */ */;', '2:1', 'inside an executable comment'],
    ["SET sql_mode = 'ANSI_QUOTES';", '1:1', 'sql_mode'],
    ["SELECT 1;/*!50003 SET @@session.SQL_MODE = CONCAT(@@sql_mode, ',ORACLE') */;", '1:10', 'sql_mode'],
    ['SELECT 1;\0', '1:10', 'NUL'],
    ['SELECT \u0001;', '1:8', 'code 1'],
  ])('refuses %j at %s', (script, place, words) => {
    const { code, message, location } = refusal(script);
    expect(code).toBe('MIGRATION_INVALID');
    expect(message).toContain(`x.sql:${place}: `);
    expect(message).toContain(words);
    expect(`${location?.line}:${location?.column}`).toBe(place);
  });

  it('lets pass what only looks like a change of quoting', () => {
    const script =
      "SET sql_mode = 'STRICT_ALL_TABLES' /* not ANSI */; SET @a = 'sql_mode ORACLE'; SELECT 'ANSI'";
    expect(textsOf(script)).toHaveLength(3);
  });

  it.each([
    ['many statements on one line', 'SELECT 1;'.repeat(100_000)],
    ['many lines in one statement', `SELECT 1${'\n, 1'.repeat(200_000)}`],
    ['a long string', `SELECT '${"it''s ".repeat(400_000)}'`],
  ])('needs time in proportion to %s', (_, script) => {
    const before = performance.now();
    textsOf(script);
    // About 0.1 s on two busy cores; what is quadratic takes minutes.
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it('gives back the statements that a script was joined from', () => {
    const statement = fc.constantFrom(
      ...SCRIPT_CORPUS.flatMap(({ texts }) => texts).filter((text) => !text.includes('$$')),
    );
    const filler = fc.constantFrom('', ' ', '\n', ' -- note\n', '\n/* ; */ ', '\n# x\n');
    const part = fc.record({ statement, delimiter: fc.constantFrom('$$', '^^', '~|~', '$^$'), filler });
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const script = parts
          .map(
            ({ statement, delimiter, filler }) =>
              `DELIMITER ${delimiter}\n${filler}${statement}\n${delimiter}${filler}\n`,
          )
          .join('');
        expect(textsOf(script)).toEqual(parts.map(({ statement }) => statement));
      }),
    );
  });

  it('never fails in another way, and its statements are stretches of the script in order', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.integer().map((seed) => randomScript(seededRandom(seed)).script),
        ),
        (script) => {
          try {
            let from = 0;
            const plain = script.replaceAll('\r\n', '\n');
            for (const text of textsOf(script)) {
              from = plain.indexOf(text, from) + text.length;
              expect(from).toBeGreaterThanOrEqual(text.length);
            }
          } catch (thrown) {
            if (!(thrown instanceof AetherError)) throw thrown;
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
