import { quoteArgument } from '../../infra/ssh/command/quote.ts';

/** Shell functions of probes. `see_file` prints the path, then mode and owner, then the content in base64. */
export const SEE_FUNCTIONS = `
see_file() {
  echo "file $1"
  if [ -L "$1" ]; then echo link; echo
  elif [ -f "$1" ]; then stat -c '%a %U:%G' -- "$1"; base64 -w 0 -- "$1"; echo
  elif [ -e "$1" ]; then echo other; echo
  else echo absent; echo
  fi
  echo .
}
`;

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
