import { quoteCommand } from '../../infra/ssh/command/quote.ts';

/** An installed package for which the repositories of the host have another version. */
export interface PackageUpdate {
  readonly name: string;
  readonly installed: string;
  readonly candidate: string;
  /** By the rules of dpkg. */
  readonly isNewer: boolean;
}

/**
 * Prints which of the installed packages have another candidate. The lists of the repositories are fetched first: what was true
 * last night may not be today. Installs nothing.
 */
export function seeUpdates(names: readonly string[]): string {
  return `apt-get -qq -o DPkg::Lock::Timeout=300 update >&2
for name in ${quoteCommand(names)}; do
  installed=$(dpkg-query -W -f='\${Version}' "$name" 2>/dev/null) || continue
  candidate=$(apt-cache policy "$name" | awk '$1 == "Candidate:" { print $2 }')
  if [ -z "$installed" ] || [ "$candidate" = "$installed" ] || [ "$candidate" = '(none)' ]; then continue; fi
  if dpkg --compare-versions "$candidate" gt "$installed"; then how=newer; else how=older; fi
  echo "update $name $installed $candidate $how"
done`;
}

/** Reads what `seeUpdates` printed. */
export function parseUpdates(text: string): PackageUpdate[] {
  return [...text.matchAll(/^update (\S+) (\S+) (\S+) (newer|older)$/gm)].map(
    ([, name = '', installed = '', candidate = '', how]) => ({
      name,
      installed,
      candidate,
      isNewer: how === 'newer',
    }),
  );
}

/** The series of a version of MariaDB's packages: `1:11.8.9+ds-0+deb13u1` is of `11.8`. Undefined if it has none. */
export function seriesOf(version: string): string | undefined {
  return /^(?:\d+:)?(\d+\.\d+)/.exec(version)?.[1];
}
