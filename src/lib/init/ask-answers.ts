import { AetherError } from '../core/errors.ts';
import type { Context } from '../infra/context.ts';
import type { InitAnswers, InitFlags } from './answers.ts';
import { parseEndpoints } from './parse-addresses.ts';
import { QUESTIONS, type Question } from './questions.ts';

type Asker = Pick<Context, 'cwd' | 'prompt'>;

/**
 * The answers: from the flags, else from the person at the terminal, else the usual ones.
 * @throws USAGE for a wrong flag, and for a missing one where nobody can be asked.
 */
export async function askAnswers(flags: InitFlags, asker: Asker): Promise<InitAnswers> {
  let given: InitFlags = flags;
  for (const question of QUESTIONS) refuseFault(question, flags[question.key]);
  if (!asker.prompt.interactive) refuseMissing(flags);
  for (const question of QUESTIONS) {
    if (given[question.key] !== undefined || question.applies?.(given) === false) continue;
    given = { ...given, [question.key]: await answerOf(question, asker) };
  }
  return toAnswers(given);
}

function refuseFault({ flag, fault }: Question, text: string | undefined): void {
  const wrong = text === undefined ? undefined : fault(text);
  if (wrong === undefined) return;
  const [name] = flag.split(' ');
  throw new AetherError('USAGE', `${name} ${wrong}`, { hint: 'aether init --help' });
}

function refuseMissing(flags: InitFlags): void {
  const missing = QUESTIONS.filter(
    (question) => question.required === true && flags[question.key] === undefined,
  );
  if (missing.length === 0) return;
  throw new AetherError('USAGE', 'not a terminal, and required flags are missing', {
    hint: `add ${missing.map((question) => question.flag).join(' ')}`,
  });
}

async function answerOf({ message, fallback, fault }: Question, { cwd, prompt }: Asker): Promise<string> {
  if (!prompt.interactive) return fallback(cwd);
  return prompt.input(message, { fallback: fallback(cwd), validate: (text) => fault(text) ?? true });
}

function toAnswers(given: InitFlags): InitAnswers {
  const text = (key: keyof InitFlags) => (given[key] ?? '').trim();
  const endpoints = (key: keyof InitFlags) => parseEndpoints(text(key)) ?? [];
  const user = text('sshUser');
  const bastion = text('bastion');
  if (bastion !== '' && user === '') {
    throw new AetherError('USAGE', '--bastion says where to log in, and nothing says as whom', {
      hint: 'add --ssh-user <user>',
    });
  }
  return {
    name: text('name'),
    mariadbVersion: text('mariadbVersion'),
    database: text('database'),
    mariadb: endpoints('mariadb'),
    replica: endpoints('replica'),
    mongo: endpoints('mongo'),
    ssh:
      user === '' ? undefined : { user, key: text('sshKey'), bastion: bastion === '' ? undefined : bastion },
  };
}
