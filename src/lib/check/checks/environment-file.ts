import type { Check } from '../check.ts';

/** That the file is valid is known by now; what it says may still be unwise. */
export const check: Check = {
  name: 'environment file',
  run: async (_context, { files, warnings }) => [
    {
      host: null,
      status: 'ok',
      message: `${files.join(' and ')} ${files.length === 1 ? 'is' : 'are'} valid`,
    },
    ...warnings.map((message) => ({ host: null, status: 'warn' as const, message })),
  ],
};
