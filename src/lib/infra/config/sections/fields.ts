import { z } from 'zod';

/** A message for values of the wrong type; a value that is not there at all is called missing. */
export const unlessMissing = (message: string) => (issue: { readonly input?: unknown }) =>
  issue.input === undefined ? undefined : message;

const NAME = /^[a-z][a-z0-9_-]{0,31}$/;

/** A name that the file's author gives: of a host, an account, a source. */
export const name = () =>
  z
    .string()
    .regex(NAME, 'must be a name of lower-case letters, digits, "-" or "_" (32 at most, a letter first)');

/** A host name or IPv4 address, or an IPv6 address: it has at least two colons, `host:port` has one. */
const ADDRESS = /^([0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?|[0-9A-Fa-f]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)$/;

/** Where a host answers. */
export const address = () => {
  const help = 'must be a host name or an IP address, without port or user';
  return z.string({ error: unlessMissing(help) }).regex(ADDRESS, help);
};

/** A TCP port. */
export const port = () => {
  const help = 'must be a port number from 1 to 65535';
  return z
    .int({ error: unlessMissing(help) })
    .min(1, help)
    .max(65_535, help);
};

/** A path, relative to the environment file or absolute; `~/` is the home directory. */
export const path = () => z.string().min(1, 'must be a path');

/** A MariaDB or MongoDB identifier that needs no quoting anywhere. */
export const identifier = (longest: number) =>
  z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'must be made of letters, digits and "_", a letter first')
    .max(longest, `must have ${longest} characters at most`);

/** A server's series as quoted text, `"10.11"`, and not older than `oldest`. */
export const version = (oldest: string) =>
  z
    .string({
      error: unlessMissing(
        `must be in quotes, such as "${oldest}" (YAML reads a bare 11.10 as the number 11.1)`,
      ),
    })
    .regex(/^\d{1,3}\.\d{1,3}$/, `must be a series such as "${oldest}"`)
    .refine((series) => isAtLeast(series, oldest), `must be "${oldest}" or newer`);

function isAtLeast(series: string, oldest: string): boolean {
  const [major = 0, minor = 0] = series.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
