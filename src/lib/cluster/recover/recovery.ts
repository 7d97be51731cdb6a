import { AetherError } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import type { ClusterSite, MemberControl } from '../../infra/mariadb/galera/cluster-site.ts';

export type RecoverContext = Pick<Context, 'clock' | 'signal' | 'emit' | 'confirm'>;

/** A recovery that has the members for itself. */
export interface Recovery {
  readonly context: RecoverContext;
  readonly site: ClusterSite;
  /** Called before every step; throws if another run has taken over. */
  readonly fence: () => Promise<void>;
}

/** The member with this name. */
export function controlNamed({ members }: Pick<ClusterSite, 'members'>, name: string): MemberControl {
  const control = members.find(({ member }) => member === name);
  if (control === undefined) throw new AetherError('BUG', `${name} is not a member of the cluster`);
  return control;
}

/** The error for what did not end well after something was changed. */
export function recoverFailed(problem: string, hint: string): AetherError {
  return new AetherError('RECOVER_FAILED', problem, { hint });
}
