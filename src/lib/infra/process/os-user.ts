import { userInfo } from 'node:os';

/** The name of the user that aether runs as, or its number where the system has no name for it. */
export function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
