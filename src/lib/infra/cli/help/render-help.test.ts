import { describe, expect, it } from 'vitest';
import { describeCommands } from '../table/describe-commands.ts';
import { asksForHelp, findTopic } from './find-topic.ts';
import { renderHelp } from './render-help.ts';
import { renderManPage } from './render-man-page.ts';

const TABLE = await describeCommands(new URL('../../../../commands/', import.meta.url));
const help = (line: string, width = 80) => {
  const topic = findTopic(line === '' ? [] : line.split(' '), TABLE);
  return topic && renderHelp(topic, TABLE, { width, strong: (text) => text });
};

describe('help', () => {
  it('has a sentence and examples for every noun, and no noun too many', () => {
    const alone = new Set(
      TABLE.commands.filter(({ words }) => words.length === 1).map(({ words }) => words[0]),
    );
    const nouns = new Set(TABLE.commands.map(({ words }) => words[0]).filter((word) => !alone.has(word)));
    expect(new Set(TABLE.nouns.map(({ word }) => word))).toEqual(nouns);
  });

  it.each([60, 80, 120])('keeps within %i columns, but for what is copied', (width) => {
    const pages = [
      '',
      ...TABLE.nouns.map(({ word }) => word),
      ...TABLE.commands.map(({ words }) => words.join(' ')),
    ];
    const long = pages
      .flatMap((line) => help(line, width)?.split('\n') ?? [`no help for ${line}`])
      .filter((line) => line.length > width && !/^ +(\S* )?(sudo )?(aether|source) /.test(line));
    expect(long).toEqual([]);
  });

  it('is the same for "help X" and "X --help", of commands and nouns', () => {
    expect(help('help sandbox up')).toBe(help('sandbox up --help'));
    expect(help('help sandbox')).toBe(help('--json sandbox -h'));
    expect(help('help ingest')).toContain('profile');
    expect(help('help nonsense')).toBeUndefined();
  });

  it('is asked for by words of aether, not by those after --', () => {
    expect(asksForHelp(['lab', 'exec', 'db1', '--', 'ls', '--help'])).toBe(false);
    expect(asksForHelp(['--json', 'help'])).toBe(true);
  });

  it('names the variable of an option, its default and its choices once', () => {
    expect(help('sandbox up')).toMatch(/AETHER_MARIADB_BASEDIR/);
    expect(help('', 120)).toMatch(/AETHER_STATE_DIR +directory of/);
    expect(help('lab fault', 200)).toMatch(/--direction <way> +in, out or both$/m);
  });
});

describe('the man page', () => {
  const page = renderManPage(TABLE);

  it('has every command, and no line that troff would take for a request', () => {
    for (const { words } of TABLE.commands)
      expect(page).toContain(`.SS aether ${words.join(' ').replaceAll('-', '\\-')}`);
    const requests = new Set(page.split('\n').flatMap((line) => /^[.'](\S*)/.exec(line)?.[1] ?? []));
    expect([...requests].toSorted()).toEqual([
      'B',
      'I',
      'PP',
      'RE',
      'RS',
      'SH',
      'SS',
      'TH',
      'TP',
      'fi',
      'nf',
    ]);
  });
});
