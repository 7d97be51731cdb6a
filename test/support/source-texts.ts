import { readdirSync, readFileSync } from 'node:fs';
import { parseAst } from 'rolldown/parseAst';

/** A text of the source that somebody may read: a string, a template with `…` for its values, or a docstring. */
export interface SourceText {
  /** `lib/check/check.ts:17` */
  readonly place: string;
  readonly text: string;
  readonly isDocstring: boolean;
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number };

/** Strings and docstrings of all TypeScript files below a directory, tests and the words of made-up shops left out. */
export function readSourceTexts(directory: string): SourceText[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('vocabulary/'))
    .flatMap((file) => textsOfSource(file, readFileSync(`${directory}/${file}`, 'utf8')));
}

/** The texts of one file. */
export function textsOfSource(file: string, source: string): SourceText[] {
  const placeOf = (start: number) => `${file}:${source.slice(0, start).split('\n').length}`;
  const strings = stringsOf(parseAst(source, { lang: 'ts' })).map(({ start, text }) => ({
    place: placeOf(start),
    text,
    isDocstring: false,
  }));
  const docstrings = [...source.matchAll(/\/\*\*(.*?)\*\//gs)].map(({ index, 1: text = '' }) => ({
    place: placeOf(index),
    text: text.replaceAll(/\s*\n\s*\* ?/g, ' ').trim(),
    isDocstring: true,
  }));
  return [...strings, ...docstrings];
}

function stringsOf(node: unknown): { start: number; text: string }[] {
  if (Array.isArray(node)) return node.flatMap(stringsOf);
  if (typeof node !== 'object' || node === null || !('type' in node)) return [];
  const { type, start, value, quasis } = node as Node;
  if (type === 'ImportDeclaration' || type === 'TSLiteralType') return [];
  const below = Object.values(node).flatMap((child) => stringsOf(child));
  if (type === 'Literal' && typeof value === 'string') return [{ start, text: value }, ...below];
  if (type !== 'TemplateLiteral' || !Array.isArray(quasis)) return below;
  const parts = quasis as readonly { readonly value: { readonly raw: string } }[];
  return [{ start, text: parts.map((part) => part.value.raw).join('…') }, ...below];
}
