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

/** Prints a line for each package: name, installed version, candidate, held or not. */
export function seePackages(names: readonly string[]): string {
  return `
for package in ${quoteCommand(names)}; do
  installed=$(dpkg-query -W -f='\${db:Status-Status} \${Version}' "$package" 2>/dev/null || :)
  case $installed in 'installed '*) installed=\${installed#* } ;; *) installed=- ;; esac
  candidate=$(apt-cache policy "$package" | awk '$1 == "Candidate:" { print $2 }')
  if apt-mark showhold "$package" | grep -q .; then held=held; else held=free; fi
  echo "package $package $installed \${candidate:--} $held"
done`;
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
export function judgePackages(text: string, names: readonly string[], options: { readonly hold?: true } = {}): Change | undefined {
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
