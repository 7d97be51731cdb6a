import { quoteName } from '../infra/mariadb/identifiers.ts';
import type { FaultOrder } from '../infra/fault/fault-injector.ts';
import type { DrillFault } from './drill-fault.ts';

/** One fault to inject, on these members, while the clients write to `home` first. */
export interface Round {
  readonly number: number;
  readonly fault: DrillFault;
  readonly victims: readonly string[];
  readonly home: string;
}

/** What rounds are made of. */
export interface RoundFacts {
  readonly members: readonly string[];
  /** The member that the first replica replicates from; undefined without one. */
  readonly source?: string | undefined;
  /** `HOST:PORT` that the clients write to instead of the members. */
  readonly endpoint?: string | undefined;
}

/**
 * The victims rotate. In single-writer mode the victim is the home of the writer in every round but each second one of
 * a fault, so in at least half of the rounds.
 */
export function roundsOf({
  members,
  source,
  endpoint,
  faults,
  repeat,
}: RoundFacts & { readonly faults: readonly DrillFault[]; readonly repeat: number }): Round[] {
  const rounds: Round[] = [];
  for (const fault of faults) {
    for (let turn = 0; turn < repeat; turn += 1) {
      const at = rounds.length;
      const place = { number: at + 1, first: at, isHome: turn % 2 === 0 };
      rounds.push(roundOf(fault, { members, source, endpoint }, place));
    }
  }
  return rounds;
}

/**
 * One round of a fault. `first` counts the members: the first victim, unless the fault names it. Pure.
 * @param place.isHome whether the first victim is the home of the writer, or the member after it
 */
export function roundOf(
  fault: DrillFault,
  { members, source, endpoint }: RoundFacts,
  place: { readonly number: number; readonly first: number; readonly isHome: boolean },
): Round {
  const isSource = fault.victims === 'source' && source !== undefined;
  const chosen = isSource ? members.indexOf(source) : place.first;
  // What the replica has not read yet is not in the binary logs of a copy.
  const isCopied = fault.replaces_data === true && victimsOf(fault, members, chosen).at(-1) === source;
  const first = isCopied ? chosen + 1 : chosen;
  return {
    number: place.number,
    fault,
    victims: victimsOf(fault, members, first),
    home: endpoint ?? memberAt(members, place.isHome ? first : first + 1),
  };
}

/** A majority is the fewest members without which the others have none. */
function victimsOf({ victims }: DrillFault, members: readonly string[], at: number): string[] {
  const majority = Math.ceil(members.length / 2);
  const count = { one: 1, source: 1, pair: 2, majority, all: members.length, each: members.length }[victims];
  const inTurn = members.map((_, index) => memberAt(members, at + index)).slice(0, count);
  if (victims === 'pair') return inTurn;
  return inTurn.toSorted((one, other) => members.indexOf(one) - members.indexOf(other));
}

/** What the injector is asked to do to one victim of a round. */
export function orderOf(
  { fault, victims }: Pick<Round, 'fault' | 'victims'>,
  victim: string,
  { members, database }: { readonly members: readonly string[]; readonly database: string },
): FaultOrder {
  const [first = '', second] = victims;
  if (fault.injects_second !== undefined && victim === second)
    return { host: victim, fault: fault.injects_second, options: { from: [first] } };
  const at = members.indexOf(victim);
  const others = members.map((_, index) => memberAt(members, at + index)).slice(1);
  const from = fault.apart === 'one member' ? others.slice(0, 1) : others;
  const options = {
    ...fault.options,
    ...(fault.apart === undefined ? {} : { from }),
    ...(fault.locks === undefined ? {} : { table: `${quoteName(database)}.${quoteName(fault.locks)}` }),
  };
  const seconds = fault.heals_by === 'time' ? fault.hold_seconds : undefined;
  return { host: victim, fault: fault.injects, options, ...(seconds === undefined ? {} : { seconds }) };
}

function memberAt(members: readonly string[], index: number): string {
  return members[index % members.length] ?? '';
}
