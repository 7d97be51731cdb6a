/** Replaces every registered secret in a text, so that no sink can print one. */
export interface Redactor {
  /** Registers a secret from now on. Texts under four characters are ignored: they would blank out ordinary words. */
  add(secret: string): void;
  redact(text: string): string;
}

const MASK = '[redacted]';
const SHORTEST_SECRET = 4;

/** A redactor with no secrets yet; the context has one and every sink writes through it. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    add(secret) {
      if (secret.length < SHORTEST_SECRET) return;
      secrets.add(secret);
      // Inside a JSON document a quote or a backslash of the secret looks different.
      secrets.add(JSON.stringify(secret).slice(1, -1));
    },
    redact(text) {
      let redacted = text;
      // Longest first: a secret that contains another must not leave its rest behind.
      for (const secret of [...secrets].toSorted((a, b) => b.length - a.length)) {
        redacted = redacted.replaceAll(secret, MASK);
      }
      return redacted;
    },
  };
}
