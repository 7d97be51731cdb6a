import { relative } from 'node:path';
import type { TextView } from '../core/command.ts';
import type { WrittenEnvironment } from './write-environment-file.ts';

/** What was written, for `--json`. */
export function describeInit({ file, environment: { config, warnings } }: WrittenEnvironment) {
  return { file, name: config.name, hosts: Object.keys(config.hosts), secrets: secretsOf(config), warnings };
}

/** The same for people. */
export function renderInit(written: WrittenEnvironment, cwd: string, { style }: TextView): string {
  const { file, name, hosts, secrets, warnings } = describeInit(written);
  return [
    `${style.good('wrote')} ${shortPath(file, cwd)}: the environment ${style.strong(name)} with ${hosts.join(', ')}`,
    `It holds no passwords: set ${secrets.map((secret) => secret.replace(/^env:/, '')).join(', ')}, or change the references.`,
    ...warnings.map((warning) => `${style.warn('warning')} ${warning}`),
  ].join('\n');
}

/** The commands to type next; `--env` where the file is not found by itself. */
export function nextCommands(file: string, cwd: string): string[] {
  const path = shortPath(file, cwd);
  const env = path === 'aether.yaml' ? '' : ` --env ${path}`;
  return [`aether config show${env}`, `aether check${env}`];
}

function shortPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path.startsWith('..') ? file : path;
}

function secretsOf(config: WrittenEnvironment['environment']['config']): string[] {
  const accounts = [config.mariadb.accounts, config.mongo?.accounts ?? {}].flatMap((all) =>
    Object.values(all),
  );
  return accounts.map((account) => account.password);
}
