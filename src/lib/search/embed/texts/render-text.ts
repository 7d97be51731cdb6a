import { createHash } from 'node:crypto';
import type { TextField } from '../../../infra/config/sections/embeddings-section.ts';
import { maskPersonal } from './mask-personal.ts';
import type { FieldTexts } from './text-fields.ts';
import { cutToTokens } from './tokens.ts';

/** Changes whenever the same product would give another text: its vectors are then of another space. */
const VERSION = 1;

export interface TextTemplate {
  readonly fields: readonly TextField[];
  /** Fields with personal data, which are masked. */
  readonly masked: ReadonlySet<TextField>;
  readonly maxTokens: number;
}

/** `1-title,brand`: part of the identity of a space. */
export function templateName({ fields }: Pick<TextTemplate, 'fields'>): string {
  return `${VERSION}-${fields.join(',')}`;
}

export interface RenderedText {
  readonly text: string;
  /** SHA-256 of the text: while it stays, the vector stays. Prices and stock are not in it. */
  readonly sha256: Buffer;
  readonly isCut: boolean;
}

/** The title on the first line, each other field on a line of its own; undefined if all of them are empty. */
export function renderText(template: TextTemplate, texts: FieldTexts): RenderedText | undefined {
  const lineOf = (field: TextField) => {
    const line = (texts[field] ?? '').replaceAll(/[\s\0]+/gu, ' ').trim();
    return template.masked.has(field) ? maskPersonal(line) : line;
  };
  const title = template.fields.includes('title') ? lineOf('title') : '';
  const rest = template.fields.filter((field) => field !== 'title').map(lineOf);
  const whole = [title, ...rest.filter((line) => line !== '')].join('\n');
  if (whole.trim() === '') return undefined;
  const text = cutToTokens(whole, template.maxTokens);
  const sha256 = createHash('sha256').update(text).digest();
  return { text, sha256, isCut: text !== whole };
}
