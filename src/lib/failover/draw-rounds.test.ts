import { describe, expect, it } from 'vitest';
import { drawRound } from './draw-rounds.ts';
import { fault as crash } from './faults/crash.ts';
import { fault as fullCrash } from './faults/full-crash.ts';
import { fault as pause } from './faults/pause.ts';
import { fault as sourceCrash } from './faults/source-crash.ts';

const facts = {
  members: ['a', 'b', 'c'],
  source: 'b',
  endpoint: undefined,
  faults: [crash, fullCrash, pause, sourceCrash],
};
const draw = (seed: number) =>
  Array.from({ length: 200 }, (_, index) => drawRound({ seed }, index + 1, facts));

describe('the rounds of a soak', () => {
  it('are the same for the same seed, and others for another one', () => {
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('have every fault on every member, at home and not, and the faults their own victims', () => {
    const seen = new Set(
      draw(7).map(({ fault, victims, home }) => `${fault.name} ${victims.join()} ${victims[0] === home}`),
    );
    for (const member of facts.members)
      for (const isHome of [true, false]) expect(seen).toContain(`crash ${member} ${isHome}`);
    const victimsOf = (name: string) =>
      new Set(
        draw(7)
          .filter(({ fault }) => fault.name === name)
          .map(({ victims }) => victims.join()),
      );
    expect(victimsOf('source-crash')).toEqual(new Set(['b']));
    expect(victimsOf('full-crash')).toEqual(new Set(['a,b,c']));
  });
});
