import { fileURLToPath } from 'node:url';

/** The lab's shell scripts; as far from here in the source as in what is built from it. */
export const SCRIPTS_DIR = fileURLToPath(new URL('../../../configs/lab', import.meta.url));

export type LabScript =
  'boot-host.sh' | 'enter-host.sh' | 'find-leader.sh' | 'hold-fault.sh' | 'delay-relay.pl';

export function scriptPath(name: LabScript): string {
  return `${SCRIPTS_DIR}/${name}`;
}
