import { AETHER_DIRECTORY } from './apply-functions.ts';

/** Part of a probe: prints the steps whose change would still be taken back. */
export const SEE_ARMED = `for script in ${AETHER_DIRECTORY}/revert/*.sh; do
  if [ -e "$script" ]; then echo "armed $(basename -- "$script" .sh)"; fi
done`;

/** True if no login has confirmed the change of a step yet. */
export function isArmed(text: string, step: string): boolean {
  return text.split('\n').includes(`armed ${step}`);
}
