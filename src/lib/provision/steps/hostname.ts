import { quoteArgument } from '../../infra/ssh/command/quote.ts';
import { right, type StepSpec } from '../step-spec.ts';

/** The host is called what the environment file calls it: names of members and of log lines then agree. */
export const step: StepSpec = {
  name: 'hostname',
  roles: 'all',
  needs: [],
  subject: () => 'hostname',
  probe: () => 'cat /etc/hostname 2>/dev/null || :',
  judge: (seen, { name }) => {
    if (seen.trim() === name) return right(name);
    return {
      kind: 'change',
      action: 'change',
      summary: `${seen.trim() === '' ? 'none' : seen.trim()} becomes ${name}`,
      script: () => `
put_file /etc/hostname 644 root:root ${quoteArgument(Buffer.from(`${name}\n`).toString('base64'))}
hostname ${quoteArgument(name)}`,
    };
  },
};
