import { describe, expect, it } from 'vitest';
import type { CommandEntry, CommandTable } from '../table/command-table.ts';
import { readLine } from './typed-line.ts';

const command = (words: string, more: Partial<CommandEntry> = {}): CommandEntry => ({
  words: words.split(' '),
  group: 'Data',
  summary: `does ${words}`,
  arguments: [],
  options: [],
  examples: [],
  effects: {},
  sections: [],
  ...more,
});

const hosts = { flags: '--hosts <list>', description: 'which', completes: ['db1', 'db2'] };

const TABLE: CommandTable = {
  version: '1.2.3',
  commands: [
    command('load', {
      arguments: [{ name: '<source>', description: 'what', completes: 'source' }],
      options: [hosts, { flags: '--force', description: 'again' }],
    }),
    command('load profile'),
    command('set up', {
      arguments: [
        { name: '<host>', description: 'h' },
        { name: '[cmd...]', description: 'c' },
      ],
    }),
  ],
  nouns: [{ word: 'set', summary: 'Sets', examples: [{ command: '', does: '' }] }],
  globals: [
    { flags: '--env <file|name>', description: 'e', completes: 'environment' },
    { flags: '--json <document|stream>', description: 'j', choices: ['document', 'stream'] },
    { flags: '-q, --quiet', description: 'q' },
  ],
  variables: [],
};

const read = (line: string) => readLine(line.split(' ').slice(1), TABLE);

describe('readLine', () => {
  it('offers commands, and nouns with their sentence', () => {
    expect(read('aether ').words).toEqual([
      ['load', 'does load'],
      ['set', 'Sets'],
    ]);
    expect(read('aether set ').words).toEqual([['up', 'does set up']]);
  });

  it('offers the argument of a command beside the commands below it', () => {
    const { words, value } = read('aether load ');
    expect(words).toEqual([['profile', 'does load profile']]);
    expect(value?.completes).toBe('source');
  });

  it('passes over global options and their values, also before the command', () => {
    expect(read('aether --env x --quiet load profile ').words).toEqual([]);
    expect(read('aether --env set set ').words).toEqual([['up', 'does set up']]);
    expect(read('aether --json load ').value?.completes).toBe('source');
  });

  it('knows the option that a value belongs to', () => {
    expect(read('aether load --env ').value?.completes).toBe('environment');
    expect(read('aether load --json=st')).toMatchObject({
      before: '--json=',
      value: { choices: ['document', 'stream'] },
    });
    expect(read('aether load x --hosts=db1,d')).toMatchObject({ before: '--hosts=db1,', value: hosts });
    expect(read('aether load x --hosts db1,d')).toMatchObject({ before: 'db1,', value: hosts });
  });

  it('offers an option once, under each of its names', () => {
    const names = (line: string) => read(line).options.map(({ flags }) => flags);
    expect(names('aether load -q --force -')).toEqual([
      hosts.flags,
      '--env <file|name>',
      '--json <document|stream>',
    ]);
  });

  it('repeats the last argument that takes many, and offers nothing after --', () => {
    expect(read('aether set up db1 a b ').value?.description).toBe('c');
    expect(read('aether set up db1 -- ')).toMatchObject({ words: [], options: [], value: undefined });
    expect(read('aether unknown ')).toMatchObject({ words: [], value: undefined });
  });
});
