import { z } from 'zod';
import { name, path, port } from './fields.ts';
import { secretReference } from './secret-reference.ts';

/** As a line of authorized_keys without options: those would say more than who may log in. */
const publicKey = z
  .string()
  .regex(
    /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) [A-Za-z0-9+/]+={0,3}( [^\r\n]*)?$/,
    'must be a public key such as "ssh-ed25519 AAAA… name", one line of a .pub file',
  );
const keys = z.array(publicKey).min(1, 'must have at least one key').describe('Public keys that may log in');

export const sshSection = z
  .strictObject({
    user: z.string().min(1, 'must name a user').describe('User to log in as on every host'),
    key: path().describe('Private key file; the one identity that is offered'),
    passphrase: secretReference().optional().describe('Passphrase of the key file, where it is encrypted'),
    sudo_password: secretReference().optional().describe('Password of the user, where sudo asks for one'),
    port: port().prefault(22).describe('Port of sshd where a host names no other'),
    bastion: name().optional().describe('Name of the host that all others are reached through'),
    users: z
      .record(
        name(),
        z.strictObject({
          keys,
          sudo: z.boolean().prefault(false).describe('May become root without a password'),
        }),
      )
      .prefault({})
      .describe(
        'People with a shell on every host, by their name there; provisioning makes and removes them',
      ),
    jump_users: z
      .record(name(), z.strictObject({ keys }))
      .prefault({})
      .describe('People who may go through the bastion to other hosts, and have no shell on it'),
    known_hosts: path().prefault('~/.ssh/known_hosts').describe('File with the host keys to accept'),
  })
  .describe('How hosts are reached; left out where nothing runs on remote hosts');
