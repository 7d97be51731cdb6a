import { isIP } from 'node:net';
import { z } from 'zod';

/** `10.20.0.0/16`, `192.0.2.7`, `fd00::/8`. */
const network = z.string().refine(isNetwork, 'must be an IP address or a network such as 10.20.0.0/16');

function isNetwork(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
}

export const networkSection = z
  .strictObject({
    operators: z
      .array(network)
      .min(1, 'must name at least one network')
      .describe('Where SSH to the bastion comes from, or to all hosts if there is none'),
    clients: z
      .array(network)
      .prefault([])
      .describe('Where applications, and aether itself, reach the servers from'),
  })
  .describe('Who reaches the hosts; "aether provision" then closes everything else with nftables');
