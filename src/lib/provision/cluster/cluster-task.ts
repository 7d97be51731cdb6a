import type { TaskStep } from '../../core/plan.ts';

/** All steps of one cluster, and all updates, run one at a time, and stop at the first failure. */
export const GROUP = 'galera';

/** What servers do among themselves; each is decided again directly before it is done. */
export type ClusterTask = {
  readonly kind:
    | 'adopt'
    | 'stop'
    | 'stop-idle'
    | 'bootstrap'
    | 'join'
    | 'start'
    | 'restart'
    | 'update'
    | 'set'
    | 'accounts'
    | 'seed'
    | 'follow'
    | 'set-aside';
  readonly host: string;
};

export type ClusterStep = TaskStep<ClusterTask>;
