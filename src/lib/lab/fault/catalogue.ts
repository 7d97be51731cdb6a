import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { Fault } from './fault.ts';
import { clockSkew } from './kinds/clock-skew.ts';
import { delay } from './kinds/delay.ts';
import { diskFull } from './kinds/disk-full.ts';
import { hang } from './kinds/hang.ts';
import { kill } from './kinds/kill.ts';
import { loss } from './kinds/loss.ts';
import { partition } from './kinds/partition.ts';
import { powerOff } from './kinds/power-off.ts';

/** All faults, in the order of the help. */
export const FAULTS: readonly Fault[] = [kill, hang, powerOff, partition, loss, delay, diskFull, clockSkew];

/** A fault by its name. Throws USAGE. */
export function faultNamed(name: string): Fault {
  const fault = FAULTS.find((candidate) => candidate.name === name);
  if (fault !== undefined) return fault;
  const names = FAULTS.map((candidate) => candidate.name);
  throw new AetherError('USAGE', `there is no fault "${name}"${didYouMean(name, names)}`, {
    hint: `use one of ${names.join(', ')}`,
  });
}
