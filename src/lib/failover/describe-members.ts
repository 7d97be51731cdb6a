import type { Sample } from './observe/observer.ts';

/** `db2 is Inconsistent, in no primary component; db1 and db3 are Synced`, by the last look at each. Pure. */
export function describeMembers(
  members: readonly string[],
  latest: (member: string) => Sample | undefined,
): string {
  const stateOfEach = new Map(members.map((member) => [member, stateOf(latest(member))]));
  const states = [...new Set(stateOfEach.values())].toSorted((one, other) => rank(one) - rank(other));
  return states
    .map((state) => {
      const names = members.filter((member) => stateOfEach.get(member) === state);
      const isOne = names.length === 1;
      const says =
        state === SILENT ? `${isOne ? 'does' : 'do'} not answer` : `${isOne ? 'is' : 'are'} ${state}`;
      return `${names.join(' and ')} ${says}`;
    })
    .join('; ');
}

/** What is wrong comes first. */
function rank(state: string): number {
  return Number(state === 'Synced');
}

const SILENT = 'silent';

function stateOf(sample: Sample | undefined): string {
  if (sample?.answers !== true) return SILENT;
  return sample.is_primary ? sample.state : `${sample.state}, in no primary component`;
}
