import { COMMAND_ERRORS } from './error-codes/command-errors.ts';
import { DATA_ERRORS } from './error-codes/data-errors.ts';
import { MACHINE_ERRORS } from './error-codes/machine-errors.ts';

/** Every error that aether raises on purpose. Adding one adds it to `docs/errors.md` (checked in CI). */
export const ERROR_CODES = { ...COMMAND_ERRORS, ...DATA_ERRORS, ...MACHINE_ERRORS };

export type ErrorCode = keyof typeof ERROR_CODES;
