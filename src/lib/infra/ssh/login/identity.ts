import { readFile, stat } from 'node:fs/promises';
import ssh2, { type AnyAuthMethod, type ParsedKey } from 'ssh2';
import { AetherError, systemErrorCode } from '../../../core/errors.ts';
import { agentHolding } from './agent.ts';

/** The one key that is offered to servers, and who signs with it. */
export interface Identity {
  /** The key file, for messages. */
  readonly file: string;
  /** How to prove it to a server, for a user's name there. */
  readonly proofFor: (username: string) => AnyAuthMethod;
}

export interface IdentitySource {
  /** A private key file; or a public one whose private half an agent holds. */
  readonly file: string;
  readonly passphrase?: string;
  /** Where ssh-agent listens (SSH_AUTH_SOCK). */
  readonly agentSocket?: string;
}

/**
 * Loads the identity: from the file; or, where that is encrypted and no passphrase is given, from the agent, of
 * which then only this one key is used. Throws SSH_IDENTITY_UNUSABLE.
 */
export async function loadIdentity(source: IdentitySource): Promise<Identity> {
  const { file, passphrase } = source;
  const key = ssh2.utils.parseKey(await readKeyFile(file), passphrase);
  if (!(key instanceof Error)) return key.isPrivateKey() ? ownKey(file, key) : agentKey(source, key);
  const publicKey = passphrase === undefined ? await readPublicKey(`${file}.pub`) : undefined;
  if (publicKey !== undefined && source.agentSocket !== undefined) return agentKey(source, publicKey);
  throw unusable(file, 'cannot be used', {
    hint: `check the passphrase; or load the key with "ssh-add ${file}" and keep ${file}.pub beside it`,
    cause: key,
  });
}

async function ownKey(file: string, key: ParsedKey): Promise<Identity> {
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) {
    throw unusable(file, 'can be read by others', { hint: `take their rights away: chmod 600 ${file}` });
  }
  return { file, proofFor: (username) => ({ type: 'publickey', username, key }) };
}

async function agentKey(source: IdentitySource, key: ParsedKey): Promise<Identity> {
  const { file, agentSocket } = source;
  if (agentSocket === undefined) {
    throw unusable(file, 'is a public key, and no agent holds the private one', {
      hint: 'start ssh-agent and load the key with ssh-add, or name the private key file',
    });
  }
  const agent = await agentHolding(agentSocket, key).catch((thrown: unknown) => {
    throw unusable(file, `cannot be had from the agent at ${agentSocket}`, { cause: thrown });
  });
  if (agent === undefined) {
    throw unusable(file, `is not loaded in the agent at ${agentSocket}`, {
      hint: `load it: ssh-add ${file}`,
    });
  }
  return { file, proofFor: (username) => ({ type: 'agent', username, agent }) };
}

async function readKeyFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (thrown) {
    throw unusable(file, `cannot be read (${systemErrorCode(thrown) ?? 'unknown reason'})`, {
      cause: thrown,
    });
  }
}

async function readPublicKey(file: string): Promise<ParsedKey | undefined> {
  const text = await readFile(file).catch(() => undefined);
  const key = text === undefined ? undefined : ssh2.utils.parseKey(text);
  return key instanceof Error ? undefined : key;
}

function unusable(file: string, why: string, options: { hint?: string; cause?: unknown } = {}): AetherError {
  return new AetherError('SSH_IDENTITY_UNUSABLE', `the key ${file} ${why}`, {
    hint: options.hint ?? 'ssh.key in the environment file names it',
    ...(options.cause === undefined ? {} : { cause: options.cause }),
  });
}
