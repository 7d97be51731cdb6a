import { readFile } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { versions } from 'node:process';
import { packageFile } from '../core/package-root.ts';
import { ownVersion } from '../infra/cli/own-version.ts';

/** What aether is and runs on. */
export interface Build {
  readonly version: string;
  /** The commit that it was built from; null if that is not known. */
  readonly commit: string | null;
  /** Files differed from the commit when it was built. */
  readonly has_local_changes: boolean | null;
  readonly built_at: string | null;
  readonly node: string;
  /** `linux x64 6.8.0`: system, processor, kernel. */
  readonly platform: string;
}

const UNKNOWN = { commit: null, has_local_changes: null, built_at: null };

/** Reads what the build wrote down beside the compiled code. */
export async function readBuild(): Promise<Build> {
  return {
    version: ownVersion(),
    ...(await readBuildFile()),
    node: versions.node,
    platform: `${platform()} ${arch()} ${release()}`,
  };
}

async function readBuildFile(): Promise<Pick<Build, 'commit' | 'has_local_changes' | 'built_at'>> {
  try {
    return JSON.parse(await readFile(packageFile('dist', 'build.json'), 'utf8')) as typeof UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}
