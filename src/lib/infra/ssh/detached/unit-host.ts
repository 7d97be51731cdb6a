import type { Clock } from '../../../core/clock.ts';
import type { Exec } from '../command/exec.ts';

/** The host that units run on, as far as they need it. */
export interface UnitHost {
  readonly name: string;
  readonly exec: Exec;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}
