/** What a host says about itself. */
export interface HostFacts {
  /** `debian`, `ubuntu`, as in /etc/os-release. */
  readonly os: string;
  /** `13`, `24.04`. */
  readonly osVersion: string;
  /** A container shares its kernel: clock and global kernel settings are not its own. */
  readonly isContainer: boolean;
  readonly memoryBytes: number;
  /** Its clock, in seconds since 1970. */
  readonly clockSeconds: number;
}

/** Prints one fact a line. */
export const FACTS_PROBE = `
. /etc/os-release
echo "os $ID"
echo "version \${VERSION_ID:-unknown}"
if [ -e /run/systemd/container ]; then echo 'container yes'; else echo 'container no'; fi
echo "clock $(date +%s.%N)"
read -r name memory unit </proc/meminfo
echo "memory $memory"
`;

/** Reads what FACTS_PROBE printed; undefined if a fact is missing. */
export function parseFacts(text: string): HostFacts | undefined {
  const facts = new Map(text.split('\n').map((line) => [line.split(' ')[0], line.split(' ')[1] ?? '']));
  const [os, osVersion, container, memory] = ['os', 'version', 'container', 'memory'].map((name) =>
    facts.get(name),
  );
  const clockSeconds = Number(facts.get('clock'));
  if (os === undefined || osVersion === undefined || container === undefined || memory === undefined)
    return undefined;
  if (Number.isNaN(clockSeconds)) return undefined;
  return {
    os,
    osVersion,
    isContainer: container === 'yes',
    memoryBytes: Number(memory) * 1024,
    clockSeconds,
  };
}
