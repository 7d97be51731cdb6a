import { AetherError } from '../../../core/errors.ts';
import type { SameName } from '../../ingest-run.ts';
import type { Input } from '../../input/input.ts';

interface Choice {
  readonly append: boolean;
  readonly replace: boolean;
  readonly replay: string | undefined;
  readonly from: string | undefined;
}

/** What --append and --replace ask for. Throws USAGE if they contradict each other, or the input has no name. */
export function chooseSameName({ append, replace, replay, from }: Choice): SameName {
  if (!append && !replace) return 'correct';
  if (append && replace) throw new AetherError('USAGE', '--append and --replace exclude each other');
  const input = replay === undefined ? 'standard input' : 'a replay';
  if (replay !== undefined || from === '-') {
    throw new AetherError('USAGE', `${input} has no name: no earlier file has the same one`, {
      hint: `leave out ${append ? '--append' : '--replace'}`,
    });
  }
  return append ? 'append' : 'replace';
}

/** Throws USAGE if the rows of an earlier file could not be found in their table. */
export function requireFileIdColumns(inputs: readonly Input[]): void {
  const direct = inputs.filter(({ spec }) => spec.into !== undefined);
  const [lacking] = direct.filter(({ spec }) => spec.file_id_column === undefined);
  if (direct.length > 0 && lacking === undefined) return;
  const why =
    lacking === undefined
      ? 'no file goes straight into a table'
      : `nothing in ${lacking.spec.into} says which file a row of ${lacking.file.name} is from`;
  throw new AetherError('USAGE', `--replace: ${why}`, {
    hint: 'it is for files with "into" and "file_id_column" in the source',
  });
}
