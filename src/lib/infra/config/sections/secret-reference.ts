import { z } from 'zod';
import { unlessMissing } from './fields.ts';

const REFERENCE = /^(env:[A-Za-z_][A-Za-z0-9_]*|file:\S.*|cmd:\s*\S.*)$/;
const NOT_A_REFERENCE =
  'must say where the secret is (env:NAME, file:PATH or cmd:COMMAND), never be the secret itself';

/** Where a secret is kept. The text never holds the secret, and no message about it repeats what was written. */
export const secretReference = () =>
  z
    .string({ error: unlessMissing(NOT_A_REFERENCE) })
    .regex(REFERENCE, NOT_A_REFERENCE)
    .describe('env:NAME (a variable), file:PATH (the text of a file) or cmd:COMMAND (what a command prints)');
