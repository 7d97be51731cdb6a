/** A Debian of the machines of a lab. */
export interface Debian {
  readonly suite: string;
  /** The series of its MariaDB. */
  readonly mariadb: string;
  /** Packages that it does not have. */
  readonly lacks: readonly string[];
}

export const RELEASES = ['12', '13'] as const;

export type Release = (typeof RELEASES)[number];

/** The first whose MariaDB has vectors. */
export const DEFAULT_RELEASE: Release = '13';

const DEBIANS: Readonly<Record<Release, Debian>> = {
  12: { suite: 'bookworm', mariadb: '10.11', lacks: ['sudo-rs'] },
  13: { suite: 'trixie', mariadb: '11.8', lacks: [] },
};

export function debianOf(release: Release): Debian {
  return DEBIANS[release];
}
