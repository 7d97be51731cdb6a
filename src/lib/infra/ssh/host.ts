import type { Clock } from '../../core/clock.ts';
import { createExec, type Exec } from './command/exec.ts';
import { createUnits, type Units } from './detached/units.ts';
import type { Link } from './link.ts';
import { download, type DownloadOptions } from './transfer/download.ts';
import { upload, type UploadOptions, type UploadSource } from './transfer/upload.ts';

/** What can be done on a host over SSH. */
export interface SshHost {
  /** Its name in the environment file. */
  readonly name: string;
  /** Runs a command to its end, or to the end of the link. For long work use `units`. */
  readonly exec: Exec;
  /** Replaces a file on the host, whole or not at all. */
  upload(source: UploadSource, path: string, options?: UploadOptions): Promise<void>;
  /** Copies a file of the host to this machine. */
  download(path: string, localPath: string, options?: DownloadOptions): Promise<void>;
  /** Commands that outlive the link. */
  readonly units: Units;
}

export interface HostSettings {
  readonly name: string;
  readonly linkTo: () => Promise<Link>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly sudoPassword: (() => Promise<string>) | undefined;
}

/** A host that connects when it is first used. */
export function createHost(settings: HostSettings): SshHost {
  const { name, clock, signal } = settings;
  const exec = createExec({ ...settings, host: name });
  return {
    name,
    exec,
    upload: async (source, path, options) => upload({ name, exec }, source, path, options),
    download: async (path, localPath, options) => download({ name, exec }, path, localPath, options),
    units: createUnits({ name, exec, clock, signal }),
  };
}
