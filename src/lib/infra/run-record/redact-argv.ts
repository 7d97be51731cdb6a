const MASK = '[redacted]';
const SECRET_OPTION = /^--?[\w-]*(?:password|passwd|passphrase|secret|token|api-key)[\w-]*$/i;
const CREDENTIALS_IN_URL = /(:\/\/[^:@/\s]*):[^@/\s]+@/g;

/**
 * A command line without what looks like a secret in it. aether takes none as an argument; programs that are given to
 * it after `--`, such as `mariadb -pPASSWORD`, may.
 */
export function redactArgv(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, index) => {
    const isForeign = end !== -1 && index > end;
    if (isForeign && /^-p./.test(word)) return `-p${MASK}`;
    if (SECRET_OPTION.test(argv[index - 1] ?? '') && !word.startsWith('-')) return MASK;
    const [option = '', value] = word.split('=', 2);
    if (value !== undefined && SECRET_OPTION.test(option)) return `${option}=${MASK}`;
    return word.replaceAll(CREDENTIALS_IN_URL, `$1:${MASK}@`);
  });
}
