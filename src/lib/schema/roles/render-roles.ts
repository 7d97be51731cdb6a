import type { TextView } from '../../core/command.ts';
import { formatNumberOf } from '../../core/units.ts';
import { ROLE_KEYS } from '../../infra/mariadb/accounts/role-table.ts';
import type { AppliedRoles } from './apply-roles.ts';
import type { MemberState } from './compare-members.ts';
import { databaseCell, isElsewhere, serverCell } from './matrix-cells.ts';
import type { RoleReport } from './read-role-report.ts';
import { renderStates } from './render-role-states.ts';

const LEGEND = [
  'read: SELECT; write: INSERT, UPDATE, DELETE; run: EXECUTE; grant: GRANT OPTION;',
  'change: tables, views, routines and triggers. A number counts single objects;',
  'without one it is the whole database.',
];

const ORDER = ['role', 'account', 'definer', 'other role', 'other account', 'everybody'] as const;

type Holder = RoleReport['holders'][number];

/** A block for everybody who may do something: where, and what; then what differs, with the statements that repair it. */
export function renderRoleReport({ databases, roles, holders, members }: RoleReport, view: TextView): string {
  const rows = holders
    .toSorted((left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind))
    .flatMap((holder) => holderRows(holder, databases, view));
  return [
    view.table(['WHO', 'WHERE', 'MAY'], rows),
    LEGEND.map((line) => view.style.dim(line)).join('\n'),
    renderStates(roles, view),
    ...members.map((member) => renderMember(member, view)),
  ].join('\n\n');
}

/** The name is in the first line alone; what it is and its roles come beneath. */
function holderRows(holder: Holder, databases: RoleReport['databases'], view: TextView): string[][] {
  const { name, kind, all, like_root: likeRoot, is_locked: isLocked, roles } = holder;
  const elsewhere = all.filter(({ place }) => isElsewhere(place, databases)).length;
  const places: [where: string, may: string][] = [
    ['server', serverCell(all)],
    ...Object.entries(databases).map(([key, database]): [string, string] => [
      key,
      databaseCell(all, database),
    ]),
    ['elsewhere', elsewhere === 0 ? '-' : formatNumberOf(elsewhere, 'right')],
  ];
  const used = places.filter(([, may]) => may !== '-');
  const described = [
    isLocked ? `${kind}, locked` : kind,
    ...(likeRoot.length === 0 ? [] : [view.style.warn('can become root')]),
  ].join(', ');
  const lines = [
    [view.style.strong(name), view.style.dim('is'), described],
    ...(roles.length === 0 ? [] : [['', view.style.dim('in roles'), roles.join(', ')]]),
    ...(used.length === 0
      ? [['', view.style.dim('may'), 'nothing']]
      : together(used).map((one) => ['', ...one])),
  ];
  return lines;
}

/** Neighbours with the same rights share a line: `data, meta, stage`. */
function together(places: readonly [where: string, may: string][]): [string, string][] {
  const lines: [string, string][] = [];
  for (const [where, may] of places) {
    const last = lines.at(-1);
    if (last !== undefined && last[1] === may && where !== 'elsewhere') last[0] = `${last[0]}, ${where}`;
    else lines.push([where, may]);
  }
  return lines;
}

function renderMember({ host, state, detail }: MemberState, view: TextView): string {
  const paint = { equal: view.style.good, different: view.style.bad, unknown: view.style.warn };
  return `${host}: ${paint[state](state)}${detail === null ? '' : `: ${detail}`}`;
}

export function renderAppliedRoles({ statements, members }: AppliedRoles, view: TextView): string {
  const roles = formatNumberOf(ROLE_KEYS.length, 'role');
  const first =
    statements === 0
      ? `${view.style.good('already up to date')}: ${roles}`
      : `${view.style.good('applied')} ${formatNumberOf(statements, 'statement')} to ${roles}`;
  return [first, ...members.map((member) => renderMember(member, view))].join('\n');
}
