import { keepStep, type TaskStep } from '../../core/plan.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import type { Material } from '../material.ts';
import { readAuthority } from './authority.ts';
import type { LocalTask } from './local-task.ts';
import { readPasswords } from './passwords.ts';

export interface LocalLook {
  readonly material: Material;
  readonly steps: readonly TaskStep<LocalTask>[];
}

/** What the operator's machine has for the servers, and what is still to be made there. */
export async function lookLocally(environment: LoadedEnvironment): Promise<LocalLook> {
  const passwords = await readPasswords(environment);
  const { authority, isPinned, certificateFile } = await readAuthority(environment);
  const { passphrase } = environment.config.authority;
  const authorityPassphrase = passphrase === undefined ? undefined : await environment.secret(passphrase);
  const count = passwords.missingFiles.length;
  const passwordStep = { id: 'passwords', subject: 'passwords' };
  const authorityStep = { id: 'authority', subject: 'authority' };
  const pinStep = { id: 'pin', subject: environment.files[0] ?? 'environment file' };
  return {
    material: { passwords: passwords.known, authority, authorityPassphrase },
    steps: [
      count === 0
        ? keepStep({ ...passwordStep, summary: 'every account has one' })
        : {
            ...passwordStep,
            action: 'create',
            summary: `generate ${count}: ${passwords.missingFiles.join(', ')}`,
            task: { kind: 'passwords' },
          },
      authority === undefined
        ? {
            ...authorityStep,
            action: 'create',
            summary: `create ${certificateFile} and its key`,
            task: { kind: 'authority' },
          }
        : keepStep({ ...authorityStep, summary: authority.fingerprint.slice(0, 23) }),
      isPinned
        ? keepStep({ ...pinStep, summary: 'names the authority by its fingerprint' })
        : { ...pinStep, action: 'change', summary: 'add authority.fingerprint', task: { kind: 'pin' } },
    ],
  };
}
