import { z } from 'zod';
import { splitWords } from '../split-words.ts';
import { unlessMissing } from './fields.ts';

const REFERENCE = /^(env:[A-Za-z_][A-Za-z0-9_]*|file:\S.*|cmd:\s*\S.*)$/;
const NOT_A_REFERENCE =
  'must say where the secret is (env:NAME, file:PATH or cmd:COMMAND), never be the secret itself';

/** Where a secret is kept. The text never holds the secret, and no message about it repeats what was written. */
export const secretReference = () =>
  z
    .string({ error: unlessMissing(NOT_A_REFERENCE) })
    .regex(REFERENCE, NOT_A_REFERENCE)
    .refine((text) => !text.startsWith('cmd:') || splitWords(text) !== undefined, {
      error: 'has a quote in its command that is not closed',
      // Of a text that is not a reference only that is said.
      abort: true,
    })
    .describe('env:NAME (a variable), file:PATH (the text of a file) or cmd:COMMAND (what a command prints)');
