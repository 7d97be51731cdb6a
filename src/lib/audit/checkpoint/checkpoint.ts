import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { sha256 } from '../../infra/audit/field-text.ts';

/** A part of a chain, as it was when it was sealed. */
export interface SealedPart {
  readonly chain: string;
  /** As decimal digits: numbers of records are beyond 2^53. */
  readonly from: string;
  readonly to: string;
  readonly records: number;
  readonly tip: string;
  readonly sum: string;
}

/** What one seal says. Its parts are in the order in which they were read. */
export interface Checkpoint {
  readonly version: 1;
  readonly environment: string;
  readonly database: string;
  /** 1, 2, 3, … */
  readonly seal: number;
  /** ISO 8601, by the clock of the computer that sealed. */
  readonly sealed_at: string;
  /** SHA-256 of the text of the seal before, in hex; null for the first one. */
  readonly previous: string | null;
  readonly parts: readonly SealedPart[];
}

export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** SHA-256 of the checkpoint's text, in hex. */
  readonly hash: string;
}

/** The text of a file: the checkpoint with its signature. */
export function signedText(checkpoint: Checkpoint, key: KeyObject): string {
  const signature = sign(null, Buffer.from(JSON.stringify(checkpoint)), key).toString('base64');
  return `${JSON.stringify({ checkpoint, signature })}\n`;
}

/** Reads such a text; undefined if its signature is not by this key, or if it is not a checkpoint. */
export function readSigned(text: string, key: KeyObject): SignedCheckpoint | undefined {
  try {
    const { checkpoint, signature } = JSON.parse(text) as { checkpoint: Checkpoint; signature: string };
    const signed = JSON.stringify(checkpoint);
    const isValid = verify(null, Buffer.from(signed), publicOf(key), Buffer.from(signature, 'base64'));
    return isValid && checkpoint.version === 1 ? { checkpoint, hash: hashOf(checkpoint) } : undefined;
  } catch {
    // Whatever is in the file, it is not what was signed.
    return undefined;
  }
}

/** What the next checkpoint names as `previous`. */
export function hashOf(checkpoint: Checkpoint): string {
  return sha256(JSON.stringify(checkpoint));
}

function publicOf(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key;
}
