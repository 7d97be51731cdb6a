import { describe, expect, it } from 'vitest';
import type { Plan } from '../../core/plan.ts';
import { type Answers, confirmPlan } from './confirm-plan.ts';

const step = { id: 'a', subject: 'a', summary: 'a' };
const harmless: Plan = { title: 'harmless', steps: [{ ...step, action: 'run' }] };
const destructive: Plan = { title: 'drops', steps: [{ ...step, action: 'run', destructive: true }] };

/** What becomes of a plan for "shop": the question and how it ends. */
async function ask(plan: Plan, answers: { yes?: true; confirm?: string; typed?: string | boolean }) {
  const seen: string[] = [];
  const { typed } = answers;
  const parts: Answers = {
    yes: answers.yes ?? false,
    confirm: answers.confirm,
    showPlan: ({ title }) => void seen.push(title),
    prompt: {
      interactive: typed !== undefined,
      confirm: async (message) => (seen.push(message), typed === true),
      input: async (message) => (seen.push(message), String(typed)),
    },
  };
  const code = await confirmPlan(parts, plan, 'shop').then(
    () => 'confirmed',
    (thrown: { code: string }) => thrown.code,
  );
  return [...seen, code];
}

describe('a plan that destroys nothing', () => {
  it('is confirmed by --yes, by its name, or at the terminal', async () => {
    expect(await ask(harmless, { yes: true })).toEqual(['harmless', 'confirmed']);
    expect(await ask(harmless, { confirm: 'shop' })).toEqual(['harmless', 'confirmed']);
    expect(await ask(harmless, { typed: true })).toEqual(['harmless', 'Continue?', 'confirmed']);
  });

  it('is not run without an answer', async () => {
    expect(await ask(harmless, {})).toEqual(['harmless', 'CONFIRMATION_REQUIRED']);
    expect(await ask(harmless, { typed: false })).toEqual(['harmless', 'Continue?', 'DECLINED']);
    expect(await ask(harmless, { yes: true, confirm: 'other' })).toEqual(['harmless', 'USAGE']);
  });
});

describe('a plan that destroys data', () => {
  const question = 'This destroys data. Type shop to continue:';

  it('is confirmed by its name alone', async () => {
    expect(await ask(destructive, { confirm: 'shop' })).toEqual(['drops', 'confirmed']);
    expect(await ask(destructive, { typed: 'shop' })).toEqual(['drops', question, 'confirmed']);
    expect(await ask(destructive, { yes: true, typed: 'shop' })).toEqual(['drops', question, 'confirmed']);
  });

  it('is not run with --yes, another name, or none', async () => {
    expect(await ask(destructive, { yes: true })).toEqual(['drops', 'CONFIRMATION_REQUIRED']);
    expect(await ask(destructive, { confirm: 'prod' })).toEqual(['drops', 'USAGE']);
    expect(await ask(destructive, { typed: 'yes' })).toEqual(['drops', question, 'DECLINED']);
  });
});

describe('a plan that stops servers', () => {
  const stop = { ...step, action: 'stop', destructive: true, risk: 'stops every server' } as const;

  it('says so in its question', async () => {
    const plan: Plan = { title: 'stops', steps: [stop, { ...stop, id: 'b' }] };
    const question = 'This stops every server. Type shop to continue:';
    expect(await ask(plan, { yes: true, typed: 'shop' })).toEqual(['stops', question, 'confirmed']);
  });

  it('says all that it does', async () => {
    const plan: Plan = { title: 'both', steps: [stop, ...destructive.steps] };
    const question = 'This stops every server and destroys data. Type shop to continue:';
    expect(await ask(plan, { typed: 'no' })).toEqual(['both', question, 'DECLINED']);
  });
});
