export interface Override {
  readonly path: readonly [string, string];
  readonly parse: (text: string) => unknown;
}

const asText = (text: string) => text;
/** A value that is not a number stays a text, and the schema says what it must be. */
const asNumber = (text: string) => (/^\d+$/.test(text) ? Number(text) : text);

/**
 * The settings that differ from person to person, or from run to run, for one and the same file.
 * All else belongs into the file, where it can be reviewed.
 */
export const OVERRIDES: Readonly<Record<string, Override>> = {
  AETHER_SSH_USER: { path: ['ssh', 'user'], parse: asText },
  AETHER_SSH_KEY: { path: ['ssh', 'key'], parse: asText },
  AETHER_MARIADB_DATABASE: { path: ['mariadb', 'database'], parse: asText },
  AETHER_LIMITS_PARALLEL_CONNECTIONS: { path: ['limits', 'parallel_connections'], parse: asNumber },
  AETHER_LIMITS_CHUNK_BYTES: { path: ['limits', 'chunk_bytes'], parse: asText },
  AETHER_LIMITS_OUTAGE_TOLERANCE: { path: ['limits', 'outage_tolerance'], parse: asText },
};
