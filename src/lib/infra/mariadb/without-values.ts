/**
 * Errors whose text quotes names of databases, tables, columns, keys and accounts only
 * (MariaDB error messages, errmsg-utf8.txt).
 */
const NAMES_ONLY: ReadonlySet<number> = new Set([
  1044, 1045, 1046, 1048, 1049, 1050, 1051, 1054, 1060, 1061, 1072, 1091, 1142, 1143, 1146, 1227, 1264, 1265,
  1290, 1305, 1364, 1370, 1406, 1419, 1698,
]);

const DUPLICATE_ENTRY = 1062;

/**
 * What the server said, with `?` in place of the values of rows and statements that it quotes. Names in backquotes
 * stay, names in single quotes only where the server quotes nothing else; the key of a duplicate entry stays.
 */
export function withoutValues(errno: number, message: string): string {
  if (NAMES_ONLY.has(errno)) return message;
  // A value may hold quotes itself, so everything between the first one and the last one goes.
  if (errno === DUPLICATE_ENTRY) return message.replace(/'.*'(?= for key ')/s, '?');
  return message.replace(/'.*'/s, '?');
}
