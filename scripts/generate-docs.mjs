// Writes docs/accounts.md, docs/errors.md, docs/sources.md, docs/commands.md and the man page docs/aether.1 from the built code; with --check
// it only says whether they are current.
import { readFileSync, writeFileSync } from 'node:fs';
import { Buffer } from 'node:buffer';
import { fileURLToPath } from 'node:url';
import { sourcesPage } from './source-keys.mjs';

const root = new URL('..', import.meta.url);
const built = (path) => import(new URL(`dist/${path}`, root).href);
const { ERROR_CODES } = await built('lib/core/error-codes.js');
const { describeCommands } = await built('lib/infra/cli/table/describe-commands.js');
const { usageOf, withNotes } = await built('lib/infra/cli/help/render-help.js');
const { renderManPage } = await built('lib/infra/cli/help/render-man-page.js');
const table = await describeCommands(new URL('dist/commands/', root));

const { ACCOUNT_KEYS, accountOf, DEFINER } = await built('lib/infra/mariadb/accounts/account-table.js');
const { databasePattern, grantStatement, quoteAccount } = await built(
  'lib/infra/mariadb/accounts/account-statements.js',
);

const { MONGO_ACCOUNT_NAMES, MONGO_ACCOUNTS, rolesOf } = await built('lib/infra/mongo/account-table.js');
const { ROLE_KEYS, roleOf } = await built('lib/infra/mariadb/accounts/role-table.js');

const { sourceSchema } = await built('lib/ingest/source/source-schema.js');
const { toJsonSchema } = await built('lib/infra/config/json-schema.js');

const pages = {
  'docs/sources.md': sourcesPage(toJsonSchema(sourceSchema)),
  'docs/accounts.md': accountsPage(),
  'docs/errors.md': errorsPage(),
  'docs/commands.md': commandsPage(),
  'docs/aether.1': renderManPage(table),
};
let isCurrent = true;
for (const [path, text] of Object.entries(pages)) {
  const file = fileURLToPath(new URL(path, root));
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (!Buffer.from(text).equals(read(file))) {
    isCurrent = false;
    console.error(`${path} is not current: npm run generate`);
  }
}
process.exitCode = isCurrent ? 0 : 1;

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

function accountsPage() {
  const sections = ACCOUNT_KEYS.map((key) => accountSection(key, accountOf(key)));
  const definer = accountSection('definer', {
    ...DEFINER,
    usedFor: 'nobody logs in with it (ACCOUNT LOCK); views, routines and triggers run with its rights',
  });
  return `# Accounts of MariaDB and MongoDB\n\nGenerated from \`src/lib/infra/mariadb/accounts/account-table.ts\`. The users can have other names: \`mariadb.accounts\` in the environment file says which. \`aether check\` compares the grants of those that it declares with this table and names the statements that are missing. The pattern is for \`mariadb.database: aethermart\`; the server heeds only one pattern that matches, so it covers all four databases.\n\n${[...sections, definer].join('\n')}\n${rolesSection()}\n${mongoSection()}`;
}

function mongoSection() {
  const sections = MONGO_ACCOUNT_NAMES.map((name) => {
    const { user, usedFor } = MONGO_ACCOUNTS[name];
    const roles = JSON.stringify(rolesOf(name, 'aethermart'));
    const create = `db.getSiblingDB('admin').createUser({ user: '${user}', pwd: passwordPrompt(), roles: ${roles}, mechanisms: ['SCRAM-SHA-256'] })`;
    return `### ${name} (MongoDB)\n\nUsed for: ${usedFor}.\n\n\`\`\`js\n${create}\n\`\`\`\n`;
  });
  return `## Accounts of MongoDB\n\nGenerated from \`src/lib/infra/mongo/account-table.ts\`, for \`mongo.database: aethermart\`. They log in to \`admin\` with SCRAM-SHA-256 over TLS; \`mongo.accounts\` in the environment file says what they are called. \`aether check\` compares their roles with this table.\n\n${sections.join('\n')}`;
}

function rolesSection() {
  const roles = ROLE_KEYS.map((key) => {
    const { usedFor, grants, account } = roleOf(key);
    const rights = grants.map((grant) => `- ${grant.privileges.join(', ')} on ${placesOf(grant)}`);
    const member =
      account === undefined
        ? ''
        : `\nThe account \`${account}\` is in it, and keeps its own grants, so that it works also without the role.\n`;
    return `### ${key}\n\nFor ${usedFor}.\n\n${rights.join('\n')}\n${member}`;
  });
  return `## Roles\n\nGenerated from \`src/lib/infra/mariadb/accounts/role-table.ts\`. A role has the name of the environment's database before its own: \`aethermart_analyst\`. \`aether schema grant\` makes them as the account \`admin\` (the migrator may not: 1227), \`aether schema roles\` shows who may do what and what differs. A person is put into a role by the administrator; aether never changes that:\n\n\`\`\`sql\nGRANT aethermart_analyst TO 'ada'@'%';\nSET DEFAULT ROLE aethermart_analyst FOR 'ada'@'%';\n\`\`\`\n\nNames below are of tables, views and routines that aether makes, as \`database.name\`; what somebody else made gets no rights by its name.\n\n${roles.join('\n')}`;
}

function placesOf({ on, named = [], except = [] }) {
  if (on === 'server') return 'the server (`*.*`)';
  const names = named.map((name) => `\`${name}\``).join(', ');
  const but = except.length === 0 ? '' : `, except ${except.map((name) => `\`${name}\``).join(', ')}`;
  if (on === 'databases') return named[0] === '*' ? 'the four databases' : `the databases ${names}`;
  return `${on === 'mysql' ? 'tables of `mysql`:' : `${on}s`} ${names}${but}`;
}

function accountSection(key, account) {
  const statements = account.grants.map(
    (grant) => `${grantStatement(grant, databasePattern('aethermart'), quoteAccount(account))};`,
  );
  const from =
    account.from === '%' ? 'Over the network, with TLS required' : 'On the host of the server alone';
  return `## ${key}\n\n${from}. Used for: ${account.usedFor}.\n\n\`\`\`sql\n${statements.join('\n')}\n\`\`\`\n`;
}

function errorsPage() {
  const rows = Object.entries(ERROR_CODES)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(
      ([code, { meaning, remedy, exitCode }]) =>
        `## ${code}\n\n${meaning}\n\nExit code ${exitCode}. ${remedy}\n`,
    );
  return `# Errors\n\nGenerated from \`src/lib/core/error-codes.ts\`. Exit codes are explained in the README.\n\n${rows.join('\n')}`;
}

function commandsPage() {
  const sections = table.commands
    .toSorted((left, right) => (left.words.join(' ') < right.words.join(' ') ? -1 : 1))
    .map(commandSection);
  const globals = table.globals.map(optionLine).join('\n');
  const variables = table.variables.map(([name, meaning]) => `- \`${name}\`: ${meaning}`).join('\n');
  return `# Commands\n\nGenerated from \`src/commands\`.\n\n## Global options\n\nThey may be before a command and after it, and mean the same everywhere.\n\n${globals}\n\n## Environment variables\n\n${variables}\n\n${sections.join('\n')}`;
}

function commandSection(command) {
  const options = command.options.map(optionLine);
  const examples = command.examples.map((example) => `# ${example.does}\n${example.command}`);
  const effects = Object.entries(command.effects).map(([kind, what]) => `- ${kind}: ${what}`);
  return [
    `## ${usageOf({ ...command, options: [] })}\n`,
    `${command.summary}.\n`,
    ...(options.length > 0 ? [`${options.join('\n')}\n`] : []),
    ...command.sections.map(sectionLines),
    `\`\`\`sh\n${examples.join('\n')}\n\`\`\`\n`,
    ...(effects.length > 0 ? [`${effects.join('\n')}\n`] : []),
    ...(command.answerNo === undefined ? [] : [`Exit code 1: ${command.answerNo}.\n`]),
  ].join('\n');
}

function optionLine(option) {
  return `- \`${option.flags}\`: ${withNotes(option.description, option)}`;
}

function sectionLines({ title, rows }) {
  return `${title}:\n\n${rows.map(([term, meaning]) => `- \`${term}\`: ${meaning}`).join('\n')}\n`;
}
