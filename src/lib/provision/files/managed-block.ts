const BEGIN = '# BEGIN aether: changes between these lines are lost';
const END = '# END aether';

/** The text with these lines as the block of aether, in the place of an older one or at the end. */
export function withBlock(text: string, lines: readonly string[]): string {
  const block = `${[BEGIN, ...lines, END].join('\n')}\n`;
  const begin = text.indexOf(`${BEGIN}\n`);
  const end = text.indexOf(`${END}\n`, Math.max(begin, 0));
  if (begin === -1 || end === -1) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${block}`;
  return text.slice(0, begin) + block + text.slice(end + END.length + 1);
}
