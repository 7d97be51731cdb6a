import { describe, expect, it } from 'vitest';
import { asRoot } from './as-root.ts';

describe('what to type as root', () => {
  it('is the whole command line, as a shell reads it', () => {
    expect(asRoot(['lab', 'exec', 'db1', '--', 'sh', '-c', 'echo "$HOME"'], {})).toBe(
      `sudo env "PATH=$PATH" aether lab exec db1 -- sh -c 'echo "$HOME"'`,
    );
  });

  it('is about the same environment', () => {
    const variables = { AETHER_ENV: 'lab', AETHER_STATE_DIR: '/my state', AETHER_ADMIN_PASSWORD: 'x' };
    expect(asRoot(['check'], variables)).toBe(
      `sudo env "PATH=$PATH" AETHER_ENV=lab AETHER_STATE_DIR='/my state' aether check`,
    );
  });
});
