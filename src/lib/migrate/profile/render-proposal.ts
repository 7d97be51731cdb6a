import { formatCount } from '../../core/units.ts';
import type { Proposal, ProposedChild, ProposedLevel } from './plan-profile.ts';

/** The proposal as a mapping file. Decisions on personal data are comments: without them the mapping is refused. */
export function renderProposal(name: string, { collections, skipped }: Proposal): string {
  const open = collections.reduce((sum, one) => sum + countDecisions(one), 0);
  return [
    '# Proposed by "aether migrate profile" from foreign keys and how many rows each parent has.',
    ...(open === 0
      ? []
      : [
          `# ${formatCount(open)} columns may be personal data. For each, take the "#" away from its line and from "pii:" above`,
          '# it if the proposal is right, or write drop, redact, token, year, month or none. Until then the mapping is refused.',
        ]),
    ...skipped.map(([table, why]) => `# Not in it: ${table} (${why}).`),
    `mapping: ${name}`,
    `title: ${name}`,
    'collections:',
    ...collections.flatMap((one) => [
      `  ${one.name}:`,
      `    table: ${one.table}`,
      `    key: ${quote(one.key)}`,
      ...levelLines(one, '    '),
      ...(one.references.length === 0
        ? []
        : ['    references:', ...one.references.map(([field, to]) => `      ${quote(field)}: ${to}`)]),
    ]),
    '',
  ].join('\n');
}

/** How many columns of a level and those below it somebody must decide on. */
export function countDecisions(level: ProposedLevel): number {
  return [...level.documents, ...level.arrays].reduce(
    (sum, child) => sum + countDecisions(child),
    level.decide.length,
  );
}

function levelLines(level: ProposedLevel, indent: string): string[] {
  return [
    ...(level.omit.length === 0
      ? []
      : [`${indent}omit:`, ...level.omit.map(([column, why]) => `${indent}  - ${quote(column)} # ${why}`)]),
    ...(level.decide.length === 0
      ? []
      : [
          `${indent}# pii:`,
          ...level.decide.map(([column, action]) => `${indent}  # ${quote(column)}: ${action}`),
        ]),
    ...childLines('documents', level.documents, indent),
    ...childLines('arrays', level.arrays, indent),
  ];
}

function childLines(part: string, children: readonly ProposedChild[], indent: string): string[] {
  if (children.length === 0) return [];
  return [
    `${indent}${part}:`,
    ...children.flatMap((child) => [
      ...(part === 'arrays' ? [`${indent}  # ${formatCount(child.most)} elements at most`] : []),
      `${indent}  ${child.field}:`,
      `${indent}    table: ${child.table}`,
      `${indent}    on: { ${child.on.map(([own, parent]) => `${quote(own)}: ${quote(parent)}`).join(', ')} }`,
      ...levelLines(child, `${indent}    `),
    ]),
  ];
}

function quote(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(name)
    ? name
    : JSON.stringify(name);
}
