import type { TaskStep } from '../../core/plan.ts';

/** What servers do among themselves; each is decided again directly before it is done. */
export type ClusterTask = {
  readonly kind:
    | 'adopt'
    | 'stop'
    | 'bootstrap'
    | 'join'
    | 'start'
    | 'restart'
    | 'set'
    | 'accounts'
    | 'seed'
    | 'follow'
    | 'set-aside';
  readonly host: string;
};

export type ClusterStep = TaskStep<ClusterTask>;
