import type { Environment } from '../infra/config/environment-schema.ts';
import type { Host, HostRole } from '../infra/config/sections/hosts-section.ts';
import type { HostFacts } from './engine/host-facts.ts';
import type { Material } from './material.ts';

/** A host as the environment file describes it: known before anybody asks the host. */
export interface Target {
  readonly name: string;
  readonly host: Host;
  readonly environment: Environment;
}

/** A host with what it said about itself. */
export interface HostView extends Target {
  readonly facts: HostFacts;
  readonly material: Material;
}

/** What a step makes of the output of its probe. */
export type Verdict =
  | { readonly kind: 'right'; readonly summary: string }
  /** The machine cannot do it, as a container cannot set its clock: neither a change nor right. */
  | { readonly kind: 'not here'; readonly reason: string }
  | Change;

export interface Change {
  readonly kind: 'change';
  readonly action: 'create' | 'change';
  readonly summary: string;
  /** What would change, line by line, marked with `+`, `-` and a space. Secrets are left out. */
  readonly diff?: readonly string[];
  /** The shell script that makes it so, run as root with `set -eu` and the functions of APPLY_FUNCTIONS. */
  readonly script: () => string | Promise<string>;
  /**
   * The shell script that takes it back. It is armed before the change, and runs by itself after some minutes or at the next
   * boot, unless a new login has proved that the host can still be reached.
   */
  readonly revert?: string;
  /** The change was made by a run that was killed, and lacks nothing but the login: the script is not run again. */
  readonly isProofOnly?: true;
}

/** One step of the roles that need it. A file in `steps/` exports one as `step`; adding a step is adding a file. */
export interface StepSpec {
  /** The name of its file. */
  readonly name: string;
  readonly roles: readonly HostRole[] | 'all';
  /** Steps that must be done before, if the host has them. */
  readonly needs: readonly string[];
  /** The thing that it looks after: a path, a package. */
  readonly subject: (target: Target) => string;
  /** A shell script that prints what is there and changes nothing; it ends with 0 also if nothing is there. */
  readonly probe: (target: Target) => string;
  readonly judge: (seen: string, view: HostView) => Verdict | Promise<Verdict>;
}

/** Says that all is as it should be. */
export function right(summary: string): Verdict {
  return { kind: 'right', summary };
}

/** Says why a machine cannot have this. */
export function notHere(reason: string): Verdict {
  return { kind: 'not here', reason };
}
