import type { StepAction } from '../../core/plan.ts';
import {
  type LedgerRepeatable,
  type Repeatable,
  repeatableKey,
  type RepeatableName,
  type RepeatableStep,
} from './repeatable.ts';

export interface RepeatableState {
  readonly ledger: readonly LedgerRepeatable[];
  /** Hashes of the definitions on the server, by key; an object that does not exist has none. */
  readonly definitions: ReadonlyMap<string, string>;
  /** Keys of the objects that the migrations make. */
  readonly ofMigrations: ReadonlySet<string>;
  /** Names of triggers that call a routine and stay, by the key of the routine. */
  readonly callers: ReadonlyMap<string, string>;
}

/** What is to be done about an object, in words. */
interface Finding {
  readonly action: StepAction;
  readonly summary: string;
  readonly why?: string;
  readonly destructive?: boolean;
  readonly risk?: string;
  readonly isAdopted?: boolean;
  readonly notable?: boolean;
}

/** Compares the files with the ledger and with the server. What is dropped comes last, so that nothing names it any more. */
export function planRepeatables(files: readonly Repeatable[], state: RepeatableState): RepeatableStep[] {
  const rows = new Map(state.ledger.map((row) => [repeatableKey(row), row]));
  const keys = new Set(files.map((file) => repeatableKey(file)));
  const gone = state.ledger.filter((row) => !keys.has(repeatableKey(row)));
  return [
    ...files.map((file) => planFile(file, rows.get(repeatableKey(file)), state)),
    ...gone.toReversed().map((row) => planGone(row, state)),
  ];
}

function planFile(
  file: Repeatable,
  row: LedgerRepeatable | undefined,
  { definitions, ofMigrations }: RepeatableState,
): RepeatableStep {
  const live = definitions.get(repeatableKey(file));
  const found =
    row === undefined
      ? planUnknown(file, live !== undefined, ofMigrations.has(repeatableKey(file)))
      : planKnown(file, row, live);
  return stepOf(file, found, { repeatable: file, isAdopted: row?.isAdopted ?? false });
}

function planUnknown({ type }: Repeatable, isThere: boolean, isOfMigration: boolean): Finding {
  if (!isThere) return { action: 'create', summary: type };
  const summary = `replaces the ${type} of this name`;
  if (isOfMigration)
    return {
      action: 'change',
      summary,
      why: 'a migration made it; its file keeps it from now on',
      isAdopted: true,
    };
  const risk = `replaces a ${type} that aether did not make`;
  return { action: 'change', summary, why: 'aether did not make it', destructive: true, risk };
}

function planKnown({ type, checksum }: Repeatable, row: LedgerRepeatable, live: string | undefined): Finding {
  if (live === undefined && row.state === 'applied')
    return { action: 'create', summary: type, why: 'somebody has dropped it' };
  if (row.state === 'started')
    return { action: 'change', summary: type, why: 'an earlier run stopped while it made it' };
  if (row.checksum !== checksum) return { action: 'change', summary: type, why: 'its file has changed' };
  if (row.definition !== live)
    return { action: 'change', summary: type, why: 'somebody has changed it in the database' };
  return { action: 'keep', summary: type };
}

function planGone(row: LedgerRepeatable, { definitions, callers }: RepeatableState): RepeatableStep {
  const { type, isAdopted } = row;
  const key = repeatableKey(row);
  const caller = callers.get(key);
  const found: Finding =
    caller === undefined
      ? findingOfGone(row, definitions.get(key))
      : {
          action: 'keep',
          summary: `stays without a file, as the trigger ${caller} calls it`,
          notable: true,
        };
  return stepOf(row, found, { repeatable: undefined, isAdopted }, `${type} ${row.name}`);
}

function findingOfGone(
  { type, state, definition, isAdopted }: LedgerRepeatable,
  live: string | undefined,
): Finding {
  const why = 'its file is gone';
  if (isAdopted)
    return { action: 'change', summary: `stays as it is; aether forgets that it keeps this ${type}`, why };
  const drop: Finding = { action: 'delete', summary: `drops the ${type}`, why };
  if (live === undefined || state === 'started' || live === definition) return drop;
  return { ...drop, destructive: true, risk: `drops a ${type} that somebody has changed` };
}

function stepOf(
  { database, type, name }: RepeatableName,
  { isAdopted, ...finding }: Finding,
  of: Pick<RepeatableStep, 'repeatable' | 'isAdopted'>,
  subject = of.repeatable?.fileName ?? name,
): RepeatableStep {
  const object = { database, type, name };
  return {
    id: repeatableKey(object),
    subject,
    ...finding,
    facts: { database, type, name },
    object,
    repeatable: of.repeatable,
    isAdopted: isAdopted ?? of.isAdopted,
  };
}
