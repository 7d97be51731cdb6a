import { AetherError } from '../../core/errors.ts';
import type { Input, RecordOrigin } from '../input/input.ts';
import { fieldTexts } from '../records/field-texts.ts';
import { annotationsOf } from './annotations.ts';

/**
 * A corrected file of rejects with what says of each record which reject it is of. Throws USAGE if an editor has taken these
 * columns away and the rows go straight into a table: nothing would show that they are loaded, if they came again.
 */
export function withOrigins(input: Input): Input {
  const { spec, file } = input;
  // Without file and record in front nothing tells which rejects these were.
  if (annotationsOf(input).count >= 2) return { ...input, originOf: (record) => originOf(record, spec) };
  if (spec.into === undefined) return input;
  throw new AetherError('USAGE', `${file.path}: the columns aether_file and aether_record are missing`, {
    hint: `keep them as aether wrote them: without them a record that ${spec.into} has already would be loaded again`,
  });
}

type Record = Parameters<NonNullable<Input['originOf']>>[0];

/** The annotations went through an editor: only digits are put into statements. */
function originOf(record: Record, { dialect }: Input['spec']): RecordOrigin | undefined {
  const [fileId, number] = fieldTexts(record, dialect).map((text) => text.trim());
  return isNumber(fileId) && isNumber(number)
    ? { fileId: Number(fileId), record: Number(number) }
    : undefined;
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,15}$/.test(text);
}
