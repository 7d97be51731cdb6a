import { AetherError } from '../../core/errors.ts';
import { quoteArgument } from '../../infra/ssh/command/quote.ts';
import { isArmed, SEE_ARMED } from '../engine/armed.ts';
import { parseFiles, seeFiles, type SeenFile } from '../files/see-files.ts';
import { changeOfFiles, type WantedFile } from '../files/wanted-file.ts';
import { right, type HostView, type StepSpec, type Target, type Verdict } from '../step-spec.ts';
import { KEYS_DIRECTORY, wantedUsers, type WantedUser } from '../users/wanted-users.ts';

const SUDOERS = '/etc/sudoers.d/80-aether';
/** Whom aether has made: those who leave the environment file are locked out, others are not touched. */
const LIST = '/etc/aether/users';
/** Accounts below belong to the system. */
const FIRST_UID = 1000;

const keyFile = (name: string) => `${KEYS_DIRECTORY}/${name}`;
const pathsOf = (target: Target) => [LIST, SUDOERS, ...wantedUsers(target).map(({ name }) => keyFile(name))];

/** The people of the environment file, with their keys and rights. Nobody's home directory is changed or removed. */
export const step: StepSpec = {
  name: 'users',
  roles: 'all',
  needs: ['hosts-file'],
  subject: () => LIST,
  probe: (target) => `${seeFiles(pathsOf(target))}
${SEE_ARMED}
for name in ${wantedUsers(target)
    .map(({ name }) => name)
    .join(' ')} $(grep -sv '^#' ${LIST}); do
  account=$(getent passwd "$name") || continue
  echo "account $name $(echo "$account" | cut -d: -f3,7 | tr : ' ') expires $(getent shadow "$name" | cut -d: -f8)"
done`,
  judge: (text, view) => {
    const wanted = wantedUsers(view);
    const seen = parseFiles(text);
    const accounts = parseAccounts(text);
    const listed = namesIn(seen.find(({ path }) => path === LIST));
    if (wanted.length === 0 && listed.length === 0) return right('the environment file names nobody');
    requirePeople(view.name, wanted, accounts);
    const gone = listed.filter((name) => !wanted.some((user) => user.name === name));
    return judgeUsers(view, {
      text,
      seen,
      wanted,
      gone,
      accounts,
      open: wanted.filter((user) => !isRight(user, accounts)),
    });
  },
};

interface Findings {
  readonly text: string;
  readonly seen: readonly SeenFile[];
  readonly wanted: readonly WantedUser[];
  /** Made by aether, and no longer in the environment file. */
  readonly gone: readonly string[];
  readonly accounts: ReadonlyMap<string, Account>;
  /** Wanted, and without an account that fits. */
  readonly open: readonly WantedUser[];
}

function judgeUsers(view: HostView, { text, seen, wanted, gone, accounts, open }: Findings): Verdict {
  const files = changeOfFiles(seen, filesFor(wanted));
  const isUnproven = isArmed(text, 'users');
  if (files === undefined && open.length === 0 && gone.length === 0 && !isUnproven) {
    return right(wanted.map(({ name }) => name).join(', '));
  }
  const words = [
    ...open.map(({ name, sudo }) => `${name}${sudo ? ' (sudo)' : ''}: make the account`),
    ...gone.map((name) => `${name}: lock the account`),
    ...(files === undefined ? [] : [files.summary]),
  ];
  const isProofOnly = words.length === 0;
  return {
    kind: 'change',
    action: 'change',
    summary: isProofOnly ? `prove that ${view.name} can be reached` : words.join('; '),
    ...(files?.diff === undefined ? {} : { diff: files.diff }),
    script: async () =>
      [...open.map(makeAccount), (await files?.script()) ?? '', ...gone.map(lockAccount)].join('\n'),
    revert: [revertTo(seen), ...open.map(({ name }) => revertAccount(name, accounts.get(name)))].join('\n'),
    ...(isProofOnly ? { isProofOnly: true as const } : {}),
  };
}

function filesFor(wanted: readonly WantedUser[]): WantedFile[] {
  const rights = wanted.filter(({ sudo }) => sudo).map(({ name }) => `${name} ALL=(ALL:ALL) NOPASSWD: ALL\n`);
  const names = wanted.map(({ name }) => `${name}\n`);
  const file = { mode: '644', owner: 'root:root' };
  return [
    // The list first: a run that is killed after it has made an account still knows whose it is.
    { ...file, path: LIST, content: `# Written by aether: the users that it has made.\n${names.join('')}` },
    ...wanted.map(({ name, keys }) => ({ ...file, path: keyFile(name), content: `${keys.join('\n')}\n` })),
    {
      path: SUDOERS,
      content: `# Written by aether.\n${rights.join('')}`,
      mode: '440',
      owner: 'root:root',
      check: 'visudo -cf',
    },
  ];
}

/** A password that nothing matches, and no lock, which would refuse keys too. */
function makeAccount({ name, shell }: WantedUser): string {
  const word = quoteArgument(name);
  return `id -u ${word} >/dev/null 2>&1 || useradd --create-home --password '*' --shell ${shell} ${word}
usermod --shell ${shell} --expiredate '' ${word}`;
}

function lockAccount(name: string): string {
  const word = quoteArgument(name);
  return `if id -u ${word} >/dev/null 2>&1; then
  usermod --shell /bin/false --expiredate 1 ${word}
  loginctl terminate-user ${word} 2>/dev/null || :
fi
rm -f ${quoteArgument(keyFile(name))}`;
}

/** Files as they were. */
function revertTo(seen: readonly SeenFile[]): string {
  return seen
    .filter(({ path }) => path === SUDOERS || path.startsWith(`${KEYS_DIRECTORY}/`))
    .map(({ path, kind, content }) =>
      kind === 'file'
        ? `printf %s ${Buffer.from(content).toString('base64')} | base64 -d >${path}`
        : `rm -f ${path}`,
    )
    .join('\n');
}

/** An account that is new, or was locked, is locked: its home directory may have keys of its own. */
function revertAccount(name: string, before: Account | undefined): string {
  const isLocked = before === undefined || before.isExpired;
  const state = isLocked ? '--expiredate 1' : `--shell ${quoteArgument(before.shell)}`;
  return `usermod ${state} ${quoteArgument(name)} 2>/dev/null || :`;
}

interface Account {
  readonly uid: number;
  readonly shell: string;
  readonly isExpired: boolean;
}

function parseAccounts(text: string): Map<string, Account> {
  const lines = text.matchAll(/^account (\S+) (\d+) (\S*) expires ?(\d*)$/gm);
  return new Map(
    [...lines].map(([, name = '', uid, shell = '', expires]) => [
      name,
      { uid: Number(uid), shell, isExpired: expires !== '' },
    ]),
  );
}

function isRight({ name, shell }: WantedUser, accounts: ReadonlyMap<string, Account>): boolean {
  const account = accounts.get(name);
  return account !== undefined && account.shell === shell && !account.isExpired;
}

function namesIn(list: SeenFile | undefined): string[] {
  return (list?.content ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/** A person with the name of a service would get its files, and its service the key. */
function requirePeople(
  host: string,
  wanted: readonly WantedUser[],
  accounts: ReadonlyMap<string, Account>,
): void {
  const taken = wanted.find(({ name }) => (accounts.get(name)?.uid ?? FIRST_UID) < FIRST_UID);
  if (taken === undefined) return;
  throw new AetherError(
    'PROVISION_REFUSED',
    `${host}: ${taken.name} is an account of the system, not of a person; nothing was changed`,
    { hint: 'give the user another name in the section ssh', details: { host, user: taken.name } },
  );
}
