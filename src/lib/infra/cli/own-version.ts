import { readFileSync } from 'node:fs';
import { packageFile } from '../../core/package-root.ts';

/** The version in aether's package.json. */
export function ownVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}
