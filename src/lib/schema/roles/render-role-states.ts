import type { TextView } from '../../core/command.ts';
import { formatNumberOf } from '../../core/units.ts';
import type { RoleState } from './role-states.ts';

/** True if roles are in use and one of them is missing or differs. Where none was ever made, nobody misses them. */
export function areRolesOff(roles: readonly RoleState[] | null): boolean {
  return (
    roles !== null &&
    roles.some(({ state }) => state !== 'missing') &&
    roles.some(({ state }) => state !== 'applied')
  );
}

/** The roles in `schema status`. */
export function renderRoles(roles: readonly RoleState[] | null, view: TextView): string {
  if (roles === null) return `roles: ${view.style.warn('unknown')}: mariadb.accounts.admin is not declared`;
  if (roles.every(({ state }) => state === 'missing'))
    return `roles: ${view.style.dim('none made; aether schema grant makes them')}`;
  return `roles: ${renderStates(roles, view)}`;
}

/** One line for each role that differs, and the statements that repair it. */
export function renderStates(roles: readonly RoleState[], view: TextView): string {
  const different = roles.filter(({ state }) => state !== 'applied');
  if (different.length === 0)
    return `${view.style.good('up to date')}: ${formatNumberOf(roles.length, 'role')}`;
  return different.flatMap((state) => linesOf(state, view)).join('\n');
}

const SHOWN = 5;

function linesOf({ name, state, lacks, extra, repair }: RoleState, view: TextView): string[] {
  if (state === 'missing') return [`${view.style.warn('missing')}    ${name}`];
  const what = [
    ...(lacks.length === 0 ? [] : [`lacks ${formatNumberOf(lacks.length, 'right')}`]),
    ...(extra.length === 0 ? [] : [`has ${formatNumberOf(extra.length, 'right')} too many`]),
  ];
  const more = repair.length > SHOWN ? [`… ${repair.length - SHOWN} more`] : [];
  return [
    `${view.style.warn('different')}  ${name} ${what.join(' and ')}`,
    ...[...repair.slice(0, SHOWN).map((statement) => `${statement};`), ...more].map(
      (line) => `           ${view.style.dim(line)}`,
    ),
  ];
}
