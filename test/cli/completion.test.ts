import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// The scripts of `aether completion` in the shells that they are for: one process of each completes all lines.

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'aether.js');

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-completion-'));
  await mkdir(join(directory, 'bin'));
  await symlink(BIN, join(directory, 'bin', 'aether'));
  await writeFile(join(directory, 'aether.yaml'), 'name: base\nhosts:\n  db1: {}\n  db2: {}\n  proxy1: {}\n');
  await writeFile(join(directory, 'aether.staging.yaml'), 'name: staging\n');
});

afterAll(() => rm(directory, { recursive: true }));

function run(program: string, args: readonly string[], script: string): string {
  const path = [join(directory, 'bin'), process.env['PATH']].join(delimiter);
  const variables = { PATH: path, HOME: directory, TERM: 'dumb', AETHER_ENV: '' };
  const options = { cwd: directory, env: variables, encoding: 'utf8', timeout: 150_000 } as const;
  return execFileSync(program, [...args, script], options);
}

/** What a shell offers for each line up to its end. */
type Complete = (lines: readonly string[]) => readonly (readonly string[])[];

const NEXT = 'next:';
const listsOf = (text: string) =>
  text
    .split(`${NEXT}\n`)
    .slice(1)
    .map((part) => part.split('\n').filter((word) => word !== ''));

/** The words as readline breaks them, and what the function puts into COMPREPLY. */
const inBash: Complete = (lines) => {
  const calls = lines.map((line) => {
    const words = line.split(/(=)| /).filter((word) => word !== undefined);
    const quoted = words.map((word) => `'${word}'`).join(' ');
    return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; echo ${NEXT}; _aether; printf '%s\n' "\${COMPREPLY[@]}"`;
  });
  // Outside readline compopt has nothing to set.
  return listsOf(
    run(
      'bash',
      ['--norc', '-c'],
      ['source <(aether completion bash); compopt() { :; }', ...calls].join('\n'),
    ),
  );
};

const inFish: Complete = (lines) => {
  const calls = lines.map((line) => `echo ${NEXT}; complete -C '${line}'`);
  const lists = listsOf(
    run('fish', ['--no-config', '-c'], ['aether completion fish | source', ...calls].join('\n')),
  );
  return lists.map((list) => list.map((word) => word.split('\t')[0] ?? ''));
};

/** zsh completes in a terminal only: each call of compadd that offers something says what. */
const inZsh: Complete = (lines) => {
  const setUp = `PROMPT=
autoload -Uz compinit && compinit -u -d $HOME/.zcompdump
source <(aether completion zsh)
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
  local -a offered; builtin compadd -A offered "$@"
  print -rl -- "offer "\${^offered}
  builtin compadd "$@"
}
show() { print; zle complete-word; print -r -- end }
zle -N show; bindkey '^I' show; print READY`;
  const calls = lines.map(
    (line) => `zpty -w -n shell '${line}'$'\\t'; zpty -r -m shell out $'*end\\r\\n*'; print ${NEXT}
print -r -- "$out"; zpty -w -n shell $'\\C-u'`,
  );
  const drive = `zmodload zsh/zpty; print -r -- ${quote(setUp)} > set-up.zsh
zpty shell zsh -f -i; zpty -w shell 'source set-up.zsh'; zpty -r -m shell out $'*READY\\r\\n*'`;
  const lists = listsOf(run('zsh', ['-f', '-c'], [drive, ...calls, 'zpty -d shell'].join('\n')));
  return lists.map((list) => list.flatMap((line) => /^offer (\S+)/.exec(line)?.[1] ?? []));
};

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const CASES: readonly (readonly [does: string, line: string, offered: readonly string[]])[] = [
  ['a command', 'aether sche', ['schema']],
  ['the verbs of a noun', 'aether sandbox ', ['down', 'status', 'up']],
  ['nothing of an unknown command', 'aether nonsense ', []],
  ['an option', 'aether --env staging sandbox up --rep', ['--replica']],
  ['no option twice', 'aether sandbox up --galera --gal', []],
  ['environments', 'aether check --env st', ['staging']],
  ['sources', 'aether ingest oli', ['olist']],
  ['hosts', 'aether lab logs db', ['db1', 'db2']],
  ['the next name of a list', 'aether failover-test --faults crash,ha', ['crash,hang']],
  ['choices', 'aether completion z', ['zsh']],
  ['files', 'aether ingest profile aether.st', ['aether.staging.yaml']],
  ['directories', 'aether generate --out bi', ['bin']],
];

describe.each([
  ['bash', inBash],
  ['zsh', inZsh],
  ['fish', inFish],
])('%s', (shell, complete) => {
  const isMissing = spawnSync(shell, ['--version']).error !== undefined;

  it.skipIf(isMissing)(`completes (skipped if ${shell} is not installed)`, () => {
    const lists = complete(CASES.map(([, line]) => line));
    const found = lists.map((list) => [...new Set(list.map((word) => word.replace(/\/$/, '')))].toSorted());
    expect(Object.fromEntries(CASES.map(([does], index) => [does, found[index]]))).toEqual(
      Object.fromEntries(CASES.map(([does, , offered]) => [does, offered])),
    );
  });
});

it('completes what is after "=" in the way of each shell', () => {
  const lines = ['aether check --env=st', 'aether check --json=s'];
  // bash has broken the word at "=" before.
  expect(inBash(lines)).toEqual([['staging'], ['stream']]);
});
