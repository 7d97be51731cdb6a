import { createHash, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path/posix';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AetherError } from '../../../core/errors.ts';
import type { Argv, Exec } from '../command/exec.ts';
import { commandError, succeeded, type CommandResult } from '../command/outcome.ts';
import { CHECK_SAID_NO, NOT_WHOLE, UPLOAD_SCRIPT } from './upload-script.ts';

/** What to upload: the content itself, or a file on this machine. */
export type UploadSource = { readonly content: string | Buffer } | { readonly file: string };

export interface UploadOptions {
  /** Permission bits of the new file; 0o600 by default. */
  readonly mode?: number;
  /** `user:group`; by default whoever writes it. */
  readonly owner?: string;
  readonly asRoot?: boolean;
  /**
   * The command that checks the new file before it takes its place, given the file's temporary path; with another
   * exit code than 0 the old file stays. `(path) => ['visudo', '-cf', path]`.
   */
  readonly check?: (path: string) => Argv;
  readonly signal?: AbortSignal;
}

type Host = { readonly name: string; readonly exec: Exec };

/**
 * Replaces a file on a host, which is at any moment either the old one or the new one, also after a crash.
 * A symbolic link of that name is replaced, not followed. Throws SSH_UPLOAD_REFUSED, SSH_COMMAND_FAILED or
 * SSH_OUTCOME_UNKNOWN, after which the same upload can be repeated.
 */
export async function upload(
  host: Host,
  source: UploadSource,
  path: string,
  options: UploadOptions = {},
): Promise<void> {
  if ('content' in source) return send(host, () => source.content, path, options);
  // Open from the checksum on: by its name it may be gone, or another file, when its turn comes to be sent.
  await using file = await open(source.file);
  await send(host, () => file.createReadStream({ start: 0, autoClose: false }), path, options);
}

async function send(
  host: Host,
  content: () => string | Buffer | Readable,
  path: string,
  options: UploadOptions,
): Promise<void> {
  const checksum = await checksumOf(content());
  const name = `.${basename(path)}.${randomBytes(6).toString('hex')}.aether-new`;
  const check = options.check?.(join(dirname(path), name)) ?? [];
  const mode = (options.mode ?? 0o600).toString(8);
  const words = [path, mode, options.owner ?? '', checksum, name, ...check];
  const stdin = content();
  try {
    const result = await host.exec(['/bin/sh', '-c', UPLOAD_SCRIPT, 'sh', ...words], {
      stdin,
      asRoot: options.asRoot === true,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (!succeeded(result)) throw uploadError(host.name, path, result);
  } finally {
    if (stdin instanceof Readable) stdin.destroy();
  }
}

async function checksumOf(content: string | Buffer | Readable): Promise<string> {
  const hash = createHash('sha256');
  if (content instanceof Readable) await pipeline(content, hash);
  else hash.end(content);
  return (hash.read() as Buffer).toString('hex');
}

function uploadError(host: string, path: string, result: CommandResult): AetherError {
  const code = result.outcome === 'exited' ? result.code : undefined;
  if (code === NOT_WHOLE) {
    return new AetherError('SSH_UPLOAD_REFUSED', `${host}: the content for ${path} did not arrive whole`, {
      hint: 'run the command again; the old file is untouched',
    });
  }
  if (code === CHECK_SAID_NO) {
    return new AetherError(
      'SSH_UPLOAD_REFUSED',
      `${host}: the check of the new ${path} failed\n${result.stderr.trim()}`,
      {
        hint: 'the old file is untouched',
      },
    );
  }
  return commandError(host, `uploading ${path}`, result);
}
