import { quoteArgument, quoteCommand } from '../../infra/ssh/command/quote.ts';
import type { Change } from '../step-spec.ts';

/** A package of a host. */
export interface SeenPackage {
  readonly name: string;
  /** Empty if it is not installed. */
  readonly installed: string;
  /** What apt would install; empty if it knows none. */
  readonly candidate: string;
  readonly isHeld: boolean;
}

/**
 * Shell: `$known_packages` has a line for every package that dpkg knows, with a newline before each: state, name, version, and
 * whether it is held. dpkg reads all of its status for any question, so it is asked one for all probes of a host.
 */
export const KNOWN_PACKAGES = `known_packages="$newline$(dpkg-query -W -f='\${db:Status-Status} \${Package} \${Version} \${db:Status-Want}\\n' 2>/dev/null || :)"`;

/**
 * Prints a line for each package: name, installed version, candidate, held or not. apt, which is slow, is asked only if one is
 * missing.
 */
export function seePackages(names: readonly string[]): string {
  const words = quoteCommand(names);
  return `
missing=no
for name in ${words}; do
  case $known_packages in *"\${newline}installed $name "*) ;; *) missing=yes ;; esac
done
{
  printf '%s\\n' "$known_packages"
  if [ $missing = yes ]; then
    apt-cache policy ${words} | awk '/^[^ ]/ { name = substr($1, 1, length($1) - 1) } $1 == "Candidate:" { print "candidate", name, $2 }'
  fi
} | awk -v names=${quoteArgument(names.join(' '))} '
  $1 == "installed" { installed[$2] = $3 }
  $4 == "hold" { held[$2] = 1 }
  $1 == "candidate" { candidate[$2] = $3 }
  END {
    count = split(names, each, " ")
    for (i = 1; i <= count; i++) {
      name = each[i]
      print "package", name, (name in installed ? installed[name] : "-"), (name in candidate ? candidate[name] : "-"), (name in held ? "held" : "free")
    }
  }'`;
}

export function parsePackages(text: string): SeenPackage[] {
  return [...text.matchAll(/^package (\S+) (\S+) (\S+) (held|free)$/gm)].map(
    ([, name = '', installed = '', candidate = '', held]) => ({
      name,
      installed: installed === '-' ? '' : installed,
      candidate: candidate === '-' || candidate === '(none)' ? '' : candidate,
      isHeld: held === 'held',
    }),
  );
}

/** Installs what is missing, in the version that the plan names; undefined if all are there. Upgrades nothing. */
export function judgePackages(
  text: string,
  names: readonly string[],
  options: { readonly hold?: true } = {},
): Change | undefined {
  const seen = parsePackages(text).filter(({ name }) => names.includes(name));
  const missing = seen.filter(({ installed }) => installed === '');
  const free = options.hold === true ? seen.filter(({ isHeld }) => !isHeld) : [];
  if (missing.length === 0 && free.length === 0) return undefined;
  const named = missing.map(({ name, candidate }) => (candidate === '' ? name : `${name}=${candidate}`));
  return {
    kind: 'change',
    action: missing.length === 0 ? 'change' : 'create',
    summary: [
      ...(named.length === 0 ? [] : [`install ${named.join(', ')}`]),
      ...(free.length === 0 ? [] : ['hold their versions']),
    ].join('; '),
    script: () =>
      [
        ...(missing.some(({ candidate }) => candidate === '') ? ['apt-get -q update >&2'] : []),
        ...(named.length === 0 ? [] : [`install_packages ${quoteCommand(named)}`]),
        ...free.map(({ name }) => `apt-mark hold ${quoteArgument(name)} >&2`),
      ].join('\n'),
  };
}
