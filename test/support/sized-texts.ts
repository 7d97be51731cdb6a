/** Texts that are sent in exactly so many bytes as rows of record number and text, in rows of about `rowBytes`. */
export function sizedTexts(totalBytes: number, rowBytes: number): string[] {
  const texts: string[] = [];
  for (let left = totalBytes; left > 0;) {
    // What is left over must be enough for one more row.
    const bytes = left < 2 * rowBytes + 20 ? left : rowBytes;
    texts.push('y'.repeat(bytes - `${texts.length + 1}\t\n`.length));
    left -= bytes;
  }
  return texts;
}
