import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AetherError } from '../../src/lib/core/errors.ts';
import { splitScript } from '../../src/lib/schema/script/split-script.ts';
import { type ClientLogin, recordClient } from '../support/client-recorder.ts';
import { randomScript } from '../support/random-script.ts';
import { seededRandom } from '../support/random.ts';
import { SCRIPT_CORPUS } from '../support/script-corpus.ts';
import { openAdmin } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';

const SCRIPTS = 5000;
const RUNS = 20;
const SEED = Number(process.env['AETHER_FUZZ_SEED'] ?? 1);

/** Blanks and comments, as seen from one place on; what the client makes of the sandbox line too. */
const TRIVIA =
  /(?:[\t-\r ]+|#[^\n]*|--(?=[\t-\r ]|$)[^\n]*|\/\*M?!999999 enable the sandbox mode \*\/|\/\*(?!M?!)[^]*?\*\/)/y;

interface Case {
  readonly script: string;
  readonly texts: readonly string[];
}

describe('splitScript against the mariadb client', () => {
  /** May log in without TLS, on the socket alone, and do nothing: what is sent counts, not what becomes of it. */
  const login: ClientLogin = {
    socket: sharedServer().socket,
    user: 'aethertest_lexer',
    password: 'only for this test',
  };

  async function asAdmin(sql: string): Promise<void> {
    const admin = openAdmin(sharedServer());
    await admin.query(sql);
    await admin.end();
  }

  beforeAll(() =>
    asAdmin(`CREATE OR REPLACE USER ${login.user}@localhost IDENTIFIED BY '${login.password}'`),
  );

  afterAll(() => asAdmin(`DROP USER ${login.user}@localhost`));

  it.each(SCRIPT_CORPUS)('agrees on $about', async ({ script, texts }) => {
    const queries = withoutTrivia(await recordClient(login, script));
    expect(queries.map((query, i) => (isSent(query, texts[i] ?? '') ? texts[i] : query))).toEqual(texts);
  });

  it(`agrees on ${SCRIPTS} random scripts`, async () => {
    const random = seededRandom(SEED);
    let refused = 0;
    let statements = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const cases: Case[] = [];
      let input = '';
      while (cases.length < SCRIPTS / RUNS) {
        const { script, delimiter } = randomScript(random);
        const marker = `DO 'marker ${cases.length}'`;
        const marked = `${script}\n${marker}\n${delimiter}\nDELIMITER ;\n`;
        const texts = textsOf(marked);
        // An open string, or a delimiter that was set inside one, would swallow the scripts after this one.
        if (texts?.pop() !== marker) {
          refused += 1;
          continue;
        }
        input += marked;
        cases.push({ script, texts });
      }
      const sent = await recordClient(login, input);
      statements += compare(cases, sent);
    }
    // Where most scripts are refused, or hold nothing, nothing is compared.
    expect(refused).toBeLessThan(SCRIPTS * 3);
    expect(statements).toBeGreaterThan(SCRIPTS);
  });
});

/** The statements of a script; undefined where it is refused, always with a place in it. */
function textsOf(script: string): string[] | undefined {
  try {
    return splitScript(script, 'random.sql').map(({ text }) => text);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AetherError);
    expect(thrown).toMatchObject({ code: 'MIGRATION_INVALID', location: { file: 'random.sql' } });
    return undefined;
  }
}

/** Compares up to the first difference, as everything after it may be wrong too; returns how many statements agree. */
function compare(cases: readonly Case[], sent: readonly string[]): number {
  const queries = withoutTrivia(sent);
  let at = 0;
  let compared = 0;
  for (const [index, { script, texts }] of cases.entries()) {
    const end = queries.indexOf(`DO 'marker ${index}'`, at);
    const got = queries.slice(at, end === -1 ? at + 10 : end);
    const same =
      end !== -1 && got.length === texts.length && got.every((query, i) => isSent(query, texts[i]!));
    if (!same)
      expect({ script, sent: got, marker: end !== -1 }).toEqual({ script, sent: texts, marker: true });
    at = end + 1;
    compared += texts.length;
  }
  return compared;
}

/** Leaves out the queries that are nothing but a comment. */
function withoutTrivia(sent: readonly string[]): string[] {
  return sent.map(stripLeading).filter((query) => query !== '');
}

/** Where the client adds a blank: at the first ASCII character after a comment, or between the marks of the next one. */
const ADDED_BLANK = /(?:^|\*\/)(?:[^\0-\x7F]|\\N|\/\*)*$/;

/** Whether the client sent this text, with nothing but comments and blanks after it. */
function isSent(query: string, text: string): boolean {
  let at = 0;
  for (let read = 0; read < text.length; at += 1) {
    if (query[at] === text[read]) read += 1;
    else if (query[at] !== ' ' || !ADDED_BLANK.test(text.slice(0, read))) return false;
  }
  return stripLeading(query.slice(at)) === '';
}

function stripLeading(query: string): string {
  let at = 0;
  for (TRIVIA.lastIndex = 0; TRIVIA.test(query);) at = TRIVIA.lastIndex;
  return query.slice(at);
}
