import { expect, it } from 'vitest';
import { createTextView } from '../infra/output/text-view.ts';
import { type MigrationState, renderStates } from './render-schema.ts';

const view = createTextView(0, 80);
const of = (version: string, state: MigrationState['state']): MigrationState => ({
  version,
  file: `${version}_tables.sql`,
  state,
  statements: 7,
  pending_statements: state === 'applied' ? 0 : 3,
});

it('counts the migrations that are applied, and lists the others alone', () => {
  expect(renderStates([of('0001', 'applied'), of('0002', 'applied')], view)).toBe('migrations: 2 applied');
  expect(renderStates([of('0001', 'applied'), of('0002', 'partial')], view)).toBe(
    [
      'migrations: 1 applied, 1 pending',
      'VERSION  FILE             STATE    STATEMENTS  PENDING',
      '   0002  0002_tables.sql  partial           7        3',
    ].join('\n'),
  );
});
