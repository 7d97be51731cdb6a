import { quoteArgument } from '../../infra/ssh/command/quote.ts';
import { AETHER_DIRECTORY, APPLY_FUNCTIONS, JOURNAL } from './apply-functions.ts';

/** A step as the host runs it. */
export interface HostStep {
  readonly name: string;
  readonly script: string;
  readonly revert?: string;
}

/** Steps of one host that run one after the other, and stop at the first that fails. */
export function segmentScript(runId: string, steps: readonly HostStep[]): string {
  const functions = steps.map(({ script }, index) => `apply_${index}() {\n:\n${script}\n}`);
  const calls = steps.map(({ name, revert }, index) => {
    const armed = revert === undefined ? '' : Buffer.from(revert).toString('base64');
    return `do_step ${quoteArgument(name)} apply_${index} ${quoteArgument(armed)}`;
  });
  return `set -u
umask 022
${APPLY_FUNCTIONS}
mkdir -p ${AETHER_DIRECTORY}
chmod 700 ${AETHER_DIRECTORY}
journal() {
  printf '{"time":"%s","run":"%s","step":"%s","state":"%s","exit_code":%s}\\n' \\
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" ${quoteArgument(runId)} "$1" "$2" "$3" >>${JOURNAL}
  # What a step has done is on the disk before the next one begins.
  [ "$2" = started ] || sync -- ${JOURNAL}
}
do_step() {
  journal "$1" started null
  echo "@started $1"
  (
    set -eu
    [ -z "$3" ] || arm_revert "$1" "$3"
    "$2"
  ) </dev/null >&2
  code=$?
  journal "$1" ended $code
  echo "@ended $1 $code"
  [ $code -eq 0 ] || exit $code
}
${functions.join('\n')}
${calls.join('\n')}
`;
}

/** The command of the unit: the script comes by stdin, which root alone can read, and is in no argument. */
export const SEGMENT_COMMAND = ['/bin/sh', '-c', 'script=$(cat) && eval "$script"'] as const;

/** A line of a segment's output; undefined for another one. */
export function parseMark(
  line: string,
): { readonly step: string; readonly exitCode: number | undefined } | undefined {
  const [, kind, step = '', code] = /^@(started|ended) (\S+)(?: (\d+))?$/.exec(line) ?? [];
  if (kind === undefined) return undefined;
  return { step, exitCode: kind === 'ended' ? Number(code) : undefined };
}
