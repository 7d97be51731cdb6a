import { ERROR_CODES } from '../../core/error-codes.ts';
import { AetherError } from '../../core/errors.ts';
import { stringLiterals, withoutLiterals } from '../../core/sql/without-literals.ts';
import { withoutValues } from '../mariadb/without-values.ts';
import type { RunCause, RunFailure } from './run-record.ts';

/** Shorter ones are part of ordinary words. */
const SHORTEST_LITERAL = 3;
/** A chain that is longer leads back to itself. */
const CAUSES_MAX = 10;

/** An error as it is kept: with the server's number and the statement, without the values of rows and statements. */
export function describeFailure(error: AetherError): RunFailure {
  const chain = chainOf(error);
  const clean = valueRemover(error);
  const statement = statementOf(chain);
  const detail = (name: string) => firstDetail(chain, name);
  return {
    code: error.code,
    message: clean(error.message),
    hint: clean(error.hint ?? ERROR_CODES[error.code].remedy),
    location: error.location ?? null,
    host: textOrNull(detail('host')),
    errno: numberOrNull(detail('errno')),
    sql_state: textOrNull(detail('sql_state')),
    statement: statement === undefined ? null : withoutLiterals(statement),
    causes: chain.slice(1).map((cause) => describeCause(cause, clean)),
  };
}

/** Takes the values of rows and statements out of any text about this error, such as its stack. */
export function valueRemover(error: AetherError): (text: string) => string {
  const chain = chainOf(error);
  const said = chain.flatMap((link) => serverMessages(link));
  const literals = stringLiterals(statementOf(chain) ?? '')
    .filter((literal) => literal.length >= SHORTEST_LITERAL)
    .toSorted((left, right) => right.length - left.length);
  return (text) => {
    let cleaned = text;
    for (const { message, cleaned: replacement } of said)
      cleaned = cleaned.replaceAll(message, () => replacement);
    for (const literal of literals) cleaned = cleaned.replaceAll(literal, '?');
    return cleaned;
  };
}

function chainOf(error: Error): Error[] {
  const chain: Error[] = [];
  for (let link: unknown = error; link instanceof Error && chain.length < CAUSES_MAX; link = link.cause) {
    chain.push(link);
  }
  return chain;
}

/** What mysql2 throws carries the server's number and text; system errors have negative numbers. */
function serverMessages(link: Error): { message: string; cleaned: string }[] {
  const errno = numberOrNull(fieldOf(link, 'errno'));
  if (errno === null || errno <= 0 || link.message === '') return [];
  return [{ message: link.message, cleaned: withoutValues(errno, link.message) }];
}

/** The driver's error has the whole statement, ours an excerpt. */
function statementOf(chain: readonly Error[]): string | undefined {
  const whole = chain
    .map((link) => fieldOf(link, 'sql'))
    .find((sql) => typeof sql === 'string' && sql !== '');
  const found = whole ?? firstDetail(chain, 'statement');
  return typeof found === 'string' ? found : undefined;
}

function firstDetail(chain: readonly Error[], name: string): unknown {
  for (const link of chain) {
    const value = link instanceof AetherError ? link.details[name] : undefined;
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function describeCause(cause: Error, clean: (text: string) => string): RunCause {
  const details = cause instanceof AetherError ? cause.details : { errno: fieldOf(cause, 'errno') };
  return {
    code: textOrNull(fieldOf(cause, 'code')),
    errno: numberOrNull(details['errno']),
    message: clean(cause.message),
  };
}

function fieldOf(link: Error, name: string): unknown {
  return (link as unknown as Record<string, unknown>)[name];
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
