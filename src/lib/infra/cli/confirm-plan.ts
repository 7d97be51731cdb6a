import { AetherError } from '../../core/errors.ts';
import { isDestructive, type Plan } from '../../core/plan.ts';
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
 * data would be lost.
 * @param name what `--confirm` must say: of the environment, the sandbox or the lab
 * @throws USAGE if another name is confirmed, CONFIRMATION_REQUIRED without a terminal, DECLINED
 */
export async function confirmPlan(answers: Answers, plan: Plan, name: string): Promise<void> {
  answers.showPlan(plan);
  const destroys = isDestructive(plan);
  if (answers.confirm !== undefined) return checkName(answers.confirm, name);
  if (!destroys && answers.yes) return;
  if (!answers.prompt.interactive) throw unanswered(destroys ? `--confirm ${name}` : '--yes', destroys);
  const agreed = destroys
    ? (await answers.prompt.input(`This destroys data. Type ${name} to continue:`)).trim() === name
    : await answers.prompt.confirm('Continue?');
  if (!agreed) throw new AetherError('DECLINED', 'cancelled; nothing was changed');
}

function checkName(said: string, name: string): void {
  if (said === name) return;
  throw new AetherError('USAGE', `--confirm ${said}: the plan above is for "${name}"; nothing was changed`);
}

function unanswered(flag: string, destroys: boolean): AetherError {
  const what = destroys ? 'this destroys data' : 'this changes something';
  return new AetherError('CONFIRMATION_REQUIRED', `${what} and there is no terminal to ask on`, {
    hint: `read the plan above, then run the same command with ${flag}`,
  });
}
