import { AetherError } from '../../core/errors.ts';
import { commandError, succeeded } from '../../infra/ssh/command/outcome.ts';
import type { SshHost } from '../../infra/ssh/host.ts';
import { SEE_FUNCTIONS } from '../files/see-files.ts';

/** What a probe printed, and how it ended. */
export interface Seen {
  readonly text: string;
  readonly exitCode: number;
}

/** All probes of a host in one script, so that a host is asked once however many steps it has. */
export function batchScript(probes: ReadonlyMap<string, string>): string {
  const parts = [...probes].map(
    ([name, script]) => `out=$( { set -u
${script}
} 2>&1 ); show '${name}' "$?" "$out"`,
  );
  return `${SEE_FUNCTIONS}
show() {
  printf '@%s %s\\n' "$1" "$2"
  printf '%s\\n' "$3" | sed 's/^/ /'
}
${parts.join('\n')}
`;
}

/** Cuts the output of a batch into what each probe said. */
export function parseBatch(text: string): Map<string, Seen> {
  const seen = new Map<string, Seen>();
  for (const part of text.split(/^@/m).slice(1)) {
    const [head = '', ...lines] = part.split('\n');
    const [name = '', code = ''] = head.split(' ');
    const body = lines.filter((line) => line !== '').map((line) => line.slice(1));
    seen.set(name, { text: body.join('\n').trimEnd(), exitCode: Number(code) });
  }
  return seen;
}

/** Asks a host all of this at once. Throws what SSH throws, or PROVISION_FAILED if a probe could not look. */
export async function askHost(
  host: Pick<SshHost, 'name' | 'exec'>,
  probes: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  if (probes.size === 0) return new Map();
  // By stdin: the script of a host may be longer than an argument may be.
  const result = await host.exec(['/bin/sh', '-s'], {
    asRoot: true,
    stdin: batchScript(probes),
    maxOutputBytes: 8 * 1024 * 1024,
  });
  if (!succeeded(result) || result.truncated) throw commandError(host.name, 'looking at the host', result);
  const seen = parseBatch(result.stdout);
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
