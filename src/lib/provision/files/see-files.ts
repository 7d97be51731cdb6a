import { quoteArgument } from '../../infra/ssh/command/quote.ts';

/** Shell functions of probes. `see_file` prints the path, then mode and owner, then the content in base64. */
export const SEE_FUNCTIONS = `
newline='
'
known_access=
see_file() {
  echo "file $1"
  if [ -L "$1" ]; then echo link; echo
  elif [ -f "$1" ]; then
    access=\${known_access#*"$newline$1 "}
    if [ "$access" = "$known_access" ]; then stat -c '%a %U:%G' -- "$1"; else echo "\${access%%"$newline"*}"; fi
    base64 -w 0 -- "$1"; echo
  elif [ -e "$1" ]; then echo other; echo
  else echo absent; echo
  fi
  echo .
}
`;

/** Shell: mode and owner of all files that these scripts see, by one process instead of one for each. */
export function knowAccess(scripts: readonly string[]): string {
  const words = scripts.flatMap((script) =>
    [...script.matchAll(/^see_file (.+)$/gm)].map(([, word = '']) => word),
  );
  if (words.length === 0) return '';
  return `known_access="$newline$(stat -c '%n %a %U:%G' -- ${[...new Set(words)].join(' ')} 2>/dev/null || :)"`;
}

/** A file of a host as it is. */
export interface SeenFile {
  readonly path: string;
  /** `absent`; `odd` is a link, a directory or a device. */
  readonly kind: 'file' | 'absent' | 'odd';
  /** `640 root:mysql`; empty if the file does not exist. */
  readonly access: string;
  readonly content: string;
}

/** A probe of some files. */
export function seeFiles(paths: readonly string[]): string {
  return paths.map((path) => `see_file ${quoteArgument(path)}`).join('\n');
}

/** Reads what `seeFiles` printed. */
export function parseFiles(text: string): SeenFile[] {
  return [...text.matchAll(/^file (.*)\n(.*)\n(.*)\n\.$/gm)].map(
    ([, path = '', access = '', content = '']) => {
      if (access === 'absent') return { path, kind: 'absent', access: '', content: '' };
      if (access === 'link' || access === 'other') return { path, kind: 'odd', access: '', content: '' };
      return { path, kind: 'file', access, content: Buffer.from(content, 'base64').toString('utf8') };
    },
  );
}
