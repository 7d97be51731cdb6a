import { AetherError, type AetherErrorOptions } from '../../core/errors.ts';
import type { ErrorCode } from '../../core/error-codes.ts';

/** Why there are no vectors, and so what is done about it. */
export type RefusalReason =
  /** Too many texts in a short time. */
  | 'rate'
  /** The quota of the day is used up. */
  | 'daily'
  /** The key, or what it may do. */
  | 'denied'
  /** A text of the request, or its size. */
  | 'text'
  /** Nothing was done and nothing is charged; it may pass later. */
  | 'busy'
  /** No complete answer: it may have been done and charged. */
  | 'lost'
  /** An answer that cannot be used, and is charged. */
  | 'reply'
  /** The model, the address: nothing that waiting changes. */
  | 'settings';

const CODES: Readonly<Record<RefusalReason, ErrorCode>> = {
  rate: 'EMBED_PROVIDER_FAILED',
  daily: 'EMBED_QUOTA_EXHAUSTED',
  denied: 'EMBED_ACCESS_DENIED',
  text: 'EMBED_PROVIDER_FAILED',
  busy: 'EMBED_PROVIDER_FAILED',
  lost: 'EMBED_PROVIDER_FAILED',
  reply: 'EMBED_PROVIDER_FAILED',
  settings: 'EMBED_PROVIDER_FAILED',
};

export interface RefusalFacts {
  readonly reason: RefusalReason;
  readonly status?: number;
  /** What the provider asks for. */
  readonly retryAfterSeconds?: number;
  readonly hint?: string;
}

/**
 * What a provider answered, as an error. The message is ours: that of a provider may repeat a text or a key.
 * @param message what happened, without the provider's name
 */
export function providerRefusal(provider: string, message: string, facts: RefusalFacts): AetherError {
  const options: AetherErrorOptions = {
    details: {
      provider,
      reason: facts.reason,
      status: facts.status ?? null,
      retry_after_seconds: facts.retryAfterSeconds ?? null,
    },
    ...(facts.hint === undefined ? {} : { hint: facts.hint }),
  };
  return new AetherError(CODES[facts.reason], `${provider}: ${message}`, options);
}

/** Reads the facts back; undefined for any other error. */
export function refusalFacts(thrown: unknown): RefusalFacts | undefined {
  if (!(thrown instanceof AetherError)) return undefined;
  const { reason, retry_after_seconds: seconds } = thrown.details;
  if (typeof reason !== 'string' || !(reason in CODES)) return undefined;
  return {
    reason: reason as RefusalReason,
    ...(typeof seconds === 'number' ? { retryAfterSeconds: seconds } : {}),
  };
}

/** True if the request was perhaps charged although nothing came of it. */
export function isPerhapsPaid({ reason }: RefusalFacts): boolean {
  return reason === 'lost' || reason === 'reply';
}

interface StatusMeaning {
  readonly statuses: readonly number[];
  readonly reason: RefusalReason;
  readonly message: string;
  readonly hint?: string;
}

/** What an HTTP status says, whoever sent it. */
const STATUSES: readonly StatusMeaning[] = [
  { statuses: [429], reason: 'rate', message: 'too many requests' },
  {
    statuses: [401, 403],
    reason: 'denied',
    message: 'the key is refused',
    hint: 'check embeddings.api_key in the environment file',
  },
  {
    statuses: [402],
    reason: 'denied',
    message: 'the account cannot pay',
    hint: 'check the account at the provider',
  },
  {
    statuses: [404, 405],
    reason: 'settings',
    message: 'no such model or address',
    hint: 'check embeddings.model and embeddings.base_url',
  },
  { statuses: [400, 413, 422], reason: 'text', message: 'the request is refused' },
  // A gateway does not know what the server after it did.
  { statuses: [502, 504], reason: 'lost', message: 'a gateway got no answer' },
  { statuses: [408, 500, 501, 503, 507, 508, 529], reason: 'busy', message: 'the server failed' },
];

const OTHER: Omit<StatusMeaning, 'statuses'> = {
  reason: 'settings',
  message: 'an unexpected answer',
  hint: 'check embeddings.base_url',
};

/** The refusal that an answer with this status is. */
export function refusalOfStatus(
  provider: string,
  status: number,
  facts: Pick<RefusalFacts, 'retryAfterSeconds'> = {},
): AetherError {
  const meaning = STATUSES.find(({ statuses }) => statuses.includes(status)) ?? OTHER;
  return providerRefusal(provider, `${meaning.message} (HTTP ${status})`, {
    ...facts,
    reason: meaning.reason,
    status,
    ...(meaning.hint === undefined ? {} : { hint: meaning.hint }),
  });
}
