import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { showPairs } from '../../infra/mariadb/show-pairs.ts';

/** How a member is at one moment of the drill; `answers: false` if it said nothing in time. */
export type MemberState =
  | { readonly answers: false }
  | {
      readonly answers: true;
      readonly is_primary: boolean;
      readonly size: number;
      readonly conf_id: number;
      readonly state: string;
      readonly ready: boolean;
      readonly receive_queue: number;
      /** Sessions that appliers have aborted since the server was started. */
      readonly bf_aborts: number;
      readonly flow_control_active: boolean;
      readonly flow_control_requested: boolean;
    };

export type AnsweringState = Extract<MemberState, { readonly answers: true }>;

const STATUS =
  'SHOW GLOBAL STATUS WHERE Variable_name IN ' +
  "('wsrep_cluster_status', 'wsrep_cluster_size', 'wsrep_cluster_conf_id', 'wsrep_local_state_comment', 'wsrep_ready', " +
  "'wsrep_local_recv_queue', 'wsrep_flow_control_active', 'wsrep_flow_control_requested', 'wsrep_local_bf_aborts')";

/** SHOW alone, as a member outside of the primary component answers nothing else. */
export async function sampleMember(session: Pick<MariadbConnection, 'query'>): Promise<AnsweringState> {
  const status = await showPairs(session, STATUS);
  return {
    answers: true,
    is_primary: status['wsrep_cluster_status'] === 'Primary',
    size: Number(status['wsrep_cluster_size'] ?? 0),
    conf_id: Number(status['wsrep_cluster_conf_id'] ?? 0),
    state: status['wsrep_local_state_comment'] ?? '',
    ready: status['wsrep_ready'] === 'ON',
    bf_aborts: Number(status['wsrep_local_bf_aborts'] ?? 0),
    receive_queue: Number(status['wsrep_local_recv_queue'] ?? 0),
    flow_control_active: status['wsrep_flow_control_active'] === 'true',
    flow_control_requested: status['wsrep_flow_control_requested'] === 'true',
  };
}

/** True if the member serves in a primary component of this size. */
export function isWhole(state: MemberState | undefined, size: number): boolean {
  return (
    state?.answers === true &&
    state.is_primary &&
    state.ready &&
    state.size === size &&
    state.state === 'Synced'
  );
}

/** True if it has also applied all that reached it, and the writes of nobody wait. */
export function isQuiet(state: MemberState, size: number): boolean {
  return isWhole(state, size) && state.answers && state.receive_queue === 0 && !state.flow_control_active;
}
