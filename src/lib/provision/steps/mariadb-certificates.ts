import { formatNumberOf } from '../../core/units.ts';
import { X509Certificate } from 'node:crypto';
import { AetherError } from '../../core/errors.ts';
import type { CertificateAuthority } from '../../infra/tls/certificate-authority.ts';
import { parseFiles, seeFiles } from '../files/see-files.ts';
import { putFile } from '../files/wanted-file.ts';
import { TLS } from '../mariadb/places.ts';
import { right, type Change, type HostView, type StepSpec, type Verdict } from '../step-spec.ts';

/** The longest that clients of today accept without a question; renewed in the last third. */
const LEAF_DAYS = 398;
const DAY_MS = 86_400_000;

/** The host's own key and certificate, and the authority that clients and the other members check it by. */
export const step: StepSpec = {
  name: 'mariadb-certificates',
  roles: ['galera', 'replica', 'mariadb'],
  needs: ['mariadb-packages'],
  subject: () => TLS.certificate,
  probe: () => `${seeFiles([TLS.ca, TLS.certificate])}
if [ -f ${TLS.key} ]; then
  echo "key $(stat -c '%a %U:%G' ${TLS.key})"
  openssl pkey -in ${TLS.key} -pubout 2>/dev/null || :
fi`,
  judge: (seen, view) => {
    const [ca, certificate] = parseFiles(seen);
    const { authority } = view.material;
    requireSameAuthority(view.name, ca?.content ?? '', authority);
    const problem = problemOf(view, { seen, ca: ca?.content ?? '', certificate: certificate?.content ?? '' });
    return problem === undefined ? right(describeValidity(certificate?.content ?? '')) : issue(view, problem);
  },
};

interface SeenPair {
  readonly seen: string;
  readonly ca: string;
  readonly certificate: string;
}

function problemOf(
  { name, host, material }: HostView,
  { seen, ca, certificate }: SeenPair,
): string | undefined {
  if (certificate === '') return 'none yet';
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(certificate);
  } catch {
    return 'cannot be read';
  }
  const { authority } = material;
  if (authority === undefined || ca !== authority.certificatePem)
    return 'the authority is not the one of the environment';
  if (!leaf.verify(new X509Certificate(authority.certificatePem).publicKey))
    return 'not signed by the authority';
  if (!seen.includes(publicKeyOf(leaf))) return 'key and certificate do not belong together';
  if (!/^key 640 root:mysql$/m.test(seen)) return 'others can read the key, or the server cannot';
  if (leaf.checkHost(name) === undefined || !namesAddress(leaf, host.address))
    return `not for ${name} and ${host.address}`;
  const days = Math.floor((Date.parse(leaf.validTo) - Date.now()) / DAY_MS);
  return days < LEAF_DAYS / 3 ? `expires in ${formatNumberOf(days, 'day')}` : undefined;
}

/** As openssl prints it. */
function publicKeyOf(leaf: X509Certificate): string {
  return String(leaf.publicKey.export({ type: 'spki', format: 'pem' })).trim();
}

function namesAddress(leaf: X509Certificate, address: string): boolean {
  return leaf.checkIP(address) !== undefined || leaf.checkHost(address) !== undefined;
}

function issue({ name, host, material }: HostView, problem: string): Verdict {
  const { authority } = material;
  if (authority !== undefined && authority.keyPem === undefined) {
    throw new AetherError(
      'PROVISION_REFUSED',
      `${name}: a certificate is needed (${problem}), and the key of the authority is not here`,
      {
        hint: 'set authority.key (and authority.passphrase) to the key of the pinned authority; another one is never made',
        details: { host: name },
      },
    );
  }
  const change: Change = {
    kind: 'change',
    action: problem === 'none yet' ? 'create' : 'change',
    summary: problem === 'none yet' ? `sign one for ${name}, ${host.address}` : `sign a new one: ${problem}`,
    script: async () => {
      if (authority === undefined)
        throw new AetherError('BUG', 'certificates are signed before there is an authority');
      const { issueLeaf } = await import('../../infra/tls/certificate-authority.ts');
      const addresses = [...new Set([name, host.address])];
      const order = { name, addresses, days: LEAF_DAYS, now: new Date() };
      const leaf = await issueLeaf(authority, order, material.authorityPassphrase);
      const file = { mode: '644', owner: 'root:root' };
      return [
        'install -d -m 755 -o root -g root /etc/mysql/aether',
        putFile({ ...file, path: TLS.ca, content: authority.certificatePem }),
        putFile({ path: TLS.key, content: leaf.keyPem, mode: '640', owner: 'root:mysql' }),
        putFile({ ...file, path: TLS.certificate, content: leaf.certificatePem }),
        // Takes the new pair over for clients and for the group, without a restart. LOCAL: else the binary log has it under a GTID
        // that no other member has.
        'if systemctl is-active --quiet mariadb.service; then mariadb -e "FLUSH LOCAL SSL"; fi',
      ].join('\n');
    },
  };
  return change;
}

/** A member with another authority belongs to another cluster, or its environment file was lost. */
function requireSameAuthority(host: string, ca: string, authority: CertificateAuthority | undefined): void {
  if (ca === '' || ca === authority?.certificatePem) return;
  throw new AetherError(
    'PROVISION_REFUSED',
    `${host}: its servers trust another certificate authority (${TLS.ca})`,
    {
      hint: 'bring that authority back into the environment (mariadb.tls.ca, authority.key); a second one is never made',
      details: { host },
    },
  );
}

function describeValidity(certificate: string): string {
  return `valid until ${new Date(new X509Certificate(certificate).validTo).toISOString().slice(0, 10)}`;
}
