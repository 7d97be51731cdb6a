import type { TextView } from '../../core/command.ts';
import { formatNumberOf } from '../../core/units.ts';
import { ROLE_KEYS } from '../../infra/mariadb/accounts/role-table.ts';
import type { AppliedRoles } from './apply-roles.ts';
import type { MemberState } from './compare-members.ts';
import { databaseCell, isElsewhere, serverCell } from './matrix-cells.ts';
import type { RoleReport } from './read-role-report.ts';
import { renderStates } from './render-role-states.ts';

const LEGEND =
  'read: SELECT. write: INSERT, UPDATE, DELETE. run: EXECUTE. change: tables, views, routines, triggers. grant: GRANT OPTION. A number counts single objects; without one it is the whole database.';

/** Who may do what, as a matrix; then what differs, with the statements that repair it. */
export function renderRoleReport({ databases, roles, holders, members }: RoleReport, view: TextView): string {
  const order = ['role', 'account', 'definer', 'other role', 'other account', 'everybody'];
  const rows = holders
    .toSorted((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind))
    .map(({ name, kind, all, like_root, is_locked, roles: inRoles }) => [
      name,
      is_locked ? `${kind}, locked` : kind,
      paintServer(serverCell(all), like_root, view),
      ...Object.values(databases).map((database) => databaseCell(all, database)),
      String(all.filter(({ place }) => isElsewhere(place, databases)).length || '-'),
      inRoles.join(', ') || '-',
    ]);
  const head = [
    'WHO',
    'KIND',
    'SERVER',
    ...Object.keys(databases).map((key) => key.toUpperCase()),
    'ELSEWHERE',
    'IN ROLES',
  ];
  return [
    view.table(head, rows),
    view.style.dim(LEGEND),
    renderStates(roles, view),
    ...members.map((member) => renderMember(member, view)),
  ].join('\n\n');
}

function paintServer(cell: string, likeRoot: readonly string[], view: TextView): string {
  return likeRoot.length === 0 ? cell : `${cell} ${view.style.warn('(like root)')}`;
}

function renderMember({ host, state, detail }: MemberState, view: TextView): string {
  const paint = { equal: view.style.good, different: view.style.bad, unknown: view.style.warn };
  return `${host}: ${paint[state](state)}${detail === null ? '' : `: ${detail}`}`;
}

export function renderAppliedRoles({ statements, members }: AppliedRoles, view: TextView): string {
  const roles = formatNumberOf(ROLE_KEYS.length, 'role');
  const first =
    statements === 0
      ? `${view.style.good('already as they should be')}: ${roles}`
      : `${view.style.good('applied')} ${formatNumberOf(statements, 'statement')} to ${roles}`;
  return [first, ...members.map((member) => renderMember(member, view))].join('\n');
}
