import type { AccountKey } from '../infra/mariadb/accounts/account-table.ts';
import type { CertificateAuthority } from '../infra/tls/certificate-authority.ts';

/** What the steps of hosts are made of and the operator keeps: passwords and the certificate authority. */
export interface Material {
  /** The passwords that there are, by account; the others are generated before any host needs them. */
  readonly passwords: Readonly<Partial<Record<AccountKey, string>>>;
  /** undefined until it is made. */
  readonly authority: CertificateAuthority | undefined;
  readonly authorityPassphrase: string | undefined;
}
