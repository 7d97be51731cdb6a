import { z } from 'zod';
import { name, path, port } from './fields.ts';
import { secretReference } from './secret-reference.ts';

export const sshSection = z
  .strictObject({
    user: z.string().min(1, 'must name a user').describe('User to log in as on every host'),
    key: path().describe('Private key file; the one identity that is offered'),
    passphrase: secretReference().optional().describe('Passphrase of the key file, where it is encrypted'),
    sudo_password: secretReference().optional().describe('Password of the user, where sudo asks for one'),
    port: port().prefault(22).describe('Port of sshd where a host names no other'),
    bastion: name().optional().describe('Name of the host that all others are reached through'),
    known_hosts: path().prefault('~/.ssh/known_hosts').describe('File with the host keys to accept'),
  })
  .describe('How hosts are reached; left out where nothing runs on remote hosts');
