import { nameOf, type Operation } from '../client/operation.ts';
import type { StoredRow } from '../workload.ts';

/** What one server has at the end. */
export interface MemberRows {
  readonly member: string;
  readonly rows: readonly StoredRow[];
}

/** One row that is wrong, and where. */
export interface Finding {
  readonly id: string;
  readonly member: string;
  /** When it was acknowledged; null if it never was. */
  readonly acknowledged_ms: number | null;
}

export interface HistoryVerdict {
  readonly acknowledged: number;
  /** Acknowledged only after an ambiguous attempt. */
  readonly resolved: number;
  /** Attempts whose outcome was not known at first. */
  readonly ambiguous: number;
  /** Acknowledged, and not there. */
  readonly lost: readonly Finding[];
  /** There more than once, or without its effect. */
  readonly duplicated: readonly Finding[];
  /** There, though every attempt failed for certain, or though nobody wrote it. */
  readonly impossible: readonly Finding[];
  /** Not acknowledged, and there on some members only. */
  readonly diverged: readonly Finding[];
  /** Operations whose outcome never became known. */
  readonly open: readonly string[];
}

/**
 * Compares what the clients know with what every server has; `members` are all that belong to the cluster, those that
 * failed too. A set semantics: an acknowledged row must be on all of them, exactly once; one that failed for certain on
 * none; one that is open on all or on none. Pure. (Jepsen's set-full checker has the same classes.)
 */
export function judgeHistory(
  operations: readonly Operation[],
  members: readonly MemberRows[],
): HistoryVerdict {
  const known = new Map(operations.map((operation) => [nameOf(operation), operation]));
  const stored = members.map(({ member, rows }) => ({
    member,
    effects: new Map(rows.map((row) => [nameOf(row), row.effects])),
  }));
  const lost: Finding[] = [];
  const diverged: Finding[] = [];
  for (const [id, { state, acknowledged_ms }] of known) {
    const absent = stored.filter(({ effects }) => !effects.has(id));
    const found = absent.map(({ member }) => ({ id, member, acknowledged_ms }));
    if (state === 'acknowledged') lost.push(...found);
    else if (state === 'open' && absent.length < stored.length) diverged.push(...found);
  }
  const present = stored.flatMap(({ member, effects }) =>
    [...effects].map(([id, count]) => ({ id, member, count, operation: known.get(id) })),
  );
  const findingOf = ({ id, member, operation }: (typeof present)[number]): Finding => ({
    id,
    member,
    acknowledged_ms: operation?.acknowledged_ms ?? null,
  });
  return {
    acknowledged: operations.filter(({ state }) => state === 'acknowledged').length,
    resolved: operations.filter(({ resolved }) => resolved).length,
    ambiguous: operations.flatMap(({ attempts }) => attempts).filter(({ outcome }) => outcome === 'ambiguous')
      .length,
    lost,
    duplicated: present.filter(({ count }) => count !== 1).map(findingOf),
    impossible: present
      .filter(({ operation }) => operation === undefined || operation.state === 'failed')
      .map(findingOf),
    diverged,
    open: operations.filter(({ state }) => state === 'open').map(nameOf),
  };
}
