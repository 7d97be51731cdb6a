import { describe, expect, it } from 'vitest';
import type { Prompt } from '../infra/output/prompt.ts';
import type { InitFlags } from './answers.ts';
import { askAnswers } from './ask-answers.ts';

const noFlags: InitFlags = {
  name: undefined,
  mariadb: undefined,
  mariadbVersion: undefined,
  database: undefined,
  replica: undefined,
  mongo: undefined,
  sshUser: undefined,
  sshKey: undefined,
  bastion: undefined,
};

/** Answers by the beginning of the question, else with what the question proposes. */
function person(answers: Readonly<Record<string, string>>): { prompt: Prompt; asked: string[] } {
  const asked: string[] = [];
  const never = () => Promise.reject(new Error('not asked'));
  const prompt: Prompt = {
    interactive: true,
    confirm: never,
    line: never,
    select: never,
    input: async (message, { fallback = '', validate } = {}) => {
      asked.push(message);
      const [, answer = fallback] =
        Object.entries(answers).find(([start]) => message.startsWith(start)) ?? [];
      expect(validate?.(answer)).toBe(true);
      return answer;
    },
  };
  return { prompt, asked };
}

const nobody = { ...person({}).prompt, interactive: false };

describe('askAnswers', () => {
  it('asks nothing that the earlier answers decide', async () => {
    const { prompt, asked } = person({});
    const answers = await askAnswers(noFlags, { cwd: '/home/dba/Shop', prompt });
    expect(answers).toEqual({
      name: 'shop',
      mariadbVersion: '10.11',
      database: 'aethermart',
      mariadb: [{ address: '127.0.0.1' }],
      replica: [],
      mongo: [],
      ssh: undefined,
    });
    expect(asked.some((message) => message.includes('SSH'))).toBe(false);
  });

  it('asks for what is needed to reach remote hosts, and not for what a flag says', async () => {
    const { prompt, asked } = person({
      'User to log in': 'admin',
      'Address of the bastion': 'jump.example.com',
    });
    const flags = { ...noFlags, name: 'prod', mariadb: '10.0.0.1, 10.0.0.2:3307,[fd00::1]:3308' };
    const answers = await askAnswers(flags, { cwd: '/', prompt });
    expect(answers.mariadb).toEqual([
      { address: '10.0.0.1' },
      { address: '10.0.0.2', port: 3307 },
      { address: 'fd00::1', port: 3308 },
    ]);
    expect(answers.ssh).toEqual({ user: 'admin', key: '~/.ssh/id_ed25519', bastion: 'jump.example.com' });
    expect(asked).toHaveLength(7);
  });

  it('names the flags to add where there is nobody to ask', async () => {
    await expect(askAnswers(noFlags, { cwd: '/', prompt: nobody })).rejects.toMatchObject({
      code: 'USAGE',
      hint: 'add --name <name> --mariadb <addresses>',
    });
    const flags = { ...noFlags, name: 'prod', mariadb: '10.0.0.1', bastion: 'jump' };
    await expect(askAnswers(flags, { cwd: '/', prompt: nobody })).rejects.toMatchObject({
      code: 'USAGE',
      hint: 'add --ssh-user <user>',
    });
  });

  it.each([
    ['name', 'Prod', '--name must be a name'],
    ['mariadb', '10.0.0.1:x', '--mariadb must be addresses'],
    ['mariadb', '', '--mariadb must name at least one server'],
    ['mariadb', '10.0.0.1:70000', '--mariadb must be addresses'],
    ['mariadbVersion', '10.6', '--mariadb-version must be "10.11" or newer'],
    ['database', 'shop;drop', '--database must be made of letters'],
    ['bastion', 'user@jump', '--bastion must be a host name'],
  ] as const)('refuses %s %j', async (key, text, message) => {
    const flags = { ...noFlags, name: 'dev', mariadb: '127.0.0.1', [key]: text };
    await expect(askAnswers(flags, { cwd: '/', prompt: nobody })).rejects.toMatchObject({
      code: 'USAGE',
      exitCode: 64,
      message: expect.stringContaining(message),
    });
  });
});
