import { randomBytes } from 'node:crypto';
import { AetherError } from '../../core/errors.ts';
import { commandError, succeeded } from '../../infra/ssh/command/outcome.ts';
import type { SshHost } from '../../infra/ssh/host.ts';
import { knowAccess, SEE_FUNCTIONS } from '../files/see-files.ts';
import { KNOWN_PACKAGES } from '../packages/packages.ts';

/** What a probe printed, and how it ended. */
export interface Seen {
  readonly text: string;
  readonly exitCode: number;
}

/** Shell: `$server_state` is what systemd says of the MariaDB server: `active`, `activating`, `inactive`, … */
const SERVER_STATE = 'server_state=$(systemctl show --property=ActiveState --value mariadb.service)';

/**
 * All probes of a host in one script, so that a host is asked once however many steps it has. Each is a subshell, and after it
 * comes a line with the mark, which no probe prints: a process more for each of them is what a host notices.
 */
export function batchScript(probes: ReadonlyMap<string, string>, mark: string): string {
  const scripts = [...probes.values()];
  const parts = [...probes].map(
    ([name, script]) => `( set -u
${script}
) 2>&1 </dev/null; printf '\\n%s %s %s\\n' ${mark} '${name}' "$?"`,
  );
  const needs = (name: string, preparation: string) =>
    scripts.some((script) => script.includes(`$${name}`)) ? preparation : '';
  const known = [
    knowAccess(scripts),
    needs('known_packages', KNOWN_PACKAGES),
    needs('server_state', SERVER_STATE),
  ];
  return [SEE_FUNCTIONS, ...known, ...parts, ''].join('\n');
}

/** Cuts the output of a batch into what each probe said. */
export function parseBatch(text: string, mark: string): Map<string, Seen> {
  const seen = new Map<string, Seen>();
  let rest = text;
  for (;;) {
    const at = rest.indexOf(`\n${mark} `);
    if (at === -1) return seen;
    const end = rest.indexOf('\n', at + 1);
    const [, name = '', code = ''] = rest.slice(at + 1, end).split(' ');
    seen.set(name, { text: rest.slice(0, at).trimEnd(), exitCode: Number(code) });
    rest = rest.slice(end + 1);
  }
}

/** Asks a host all of this at once. Throws what SSH throws, or PROVISION_FAILED if a probe could not look. */
export async function askHost(
  host: Pick<SshHost, 'name' | 'exec'>,
  probes: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  if (probes.size === 0) return new Map();
  // By stdin: the script of a host may be longer than an argument may be.
  const mark = randomBytes(12).toString('hex');
  const result = await host.exec(['/bin/sh', '-s'], {
    asRoot: true,
    stdin: batchScript(probes, mark),
    maxOutputBytes: 8 * 1024 * 1024,
  });
  if (!succeeded(result) || result.truncated) throw commandError(host.name, 'looking at the host', result);
  const seen = parseBatch(result.stdout, mark);
  for (const name of probes.keys()) requireAnswer(host.name, name, seen.get(name));
  return new Map([...seen].map(([name, { text }]) => [name, text]));
}

/** What could not be looked at is unknown, and nothing is planned from it. */
function requireAnswer(host: string, name: string, seen: Seen | undefined): void {
  if (seen?.exitCode === 0) return;
  const said = seen === undefined ? 'no answer' : `exit code ${seen.exitCode}\n${seen.text.slice(-1000)}`;
  throw new AetherError('PROVISION_FAILED', `${host}: cannot look at ${name}: ${said}`, {
    hint: 'correct what the message names on the host, then run the same command again',
    details: { host, step: name },
  });
}
