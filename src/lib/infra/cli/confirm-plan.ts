import { AetherError } from '../../core/errors.ts';
import { riskOf, type Plan } from '../../core/plan.ts';
import type { Prompt } from '../output/prompt.ts';

export interface Answers {
  readonly prompt: Pick<Prompt, 'interactive' | 'confirm' | 'input'>;
  /** `--yes`: answers plans that destroy nothing. */
  readonly yes: boolean;
  /** `--confirm NAME`: answers every plan for what has this name. */
  readonly confirm: string | undefined;
  /** Draws a plan where the person who is asked can see it. */
  readonly showPlan: (plan: Plan) => void;
}

/**
 * Shows the plan and has it confirmed: by a flag, or by the person at the terminal, who types the name of the thing if
 * data would be lost or servers be stopped.
 * @param name what `--confirm` must say: of the environment, the sandbox or the lab
 * @throws USAGE if another name is confirmed, CONFIRMATION_REQUIRED without a terminal, DECLINED
 */
export async function confirmPlan(answers: Answers, plan: Plan, name: string): Promise<void> {
  answers.showPlan(plan);
  const risk = riskOf(plan);
  if (answers.confirm !== undefined) return checkName(answers.confirm, name);
  if (risk === '' && answers.yes) return;
  if (!answers.prompt.interactive) throw unanswered(risk, name);
  const agreed =
    risk === ''
      ? await answers.prompt.confirm('Continue?')
      : (await answers.prompt.input(`This ${risk}. Type ${name} to continue:`)).trim() === name;
  if (!agreed) throw new AetherError('DECLINED', 'cancelled; nothing was changed');
}

function checkName(said: string, name: string): void {
  if (said === name) return;
  throw new AetherError('USAGE', `--confirm ${said}: the plan above is for "${name}"; nothing was changed`);
}

function unanswered(risk: string, name: string): AetherError {
  const flag = risk === '' ? '--yes' : `--confirm ${name}`;
  const what = risk === '' ? 'changes something' : risk;
  return new AetherError('CONFIRMATION_REQUIRED', `this ${what}, and nobody can be asked: not a terminal`, {
    hint: `read the plan above, then run the same command with ${flag}`,
  });
}
