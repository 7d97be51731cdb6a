import type { TextView } from '../../core/command.ts';
import { formatCount } from '../../core/units.ts';
import { formatUsd } from '../embed/report/format-usd.ts';
import type { Hit, MeaningUsed, SearchAnswer } from '../search-answer.ts';

/** Room for the columns beside the name. */
const OTHER_COLUMNS = 40;
const LEAST_NAME = 24;

/** The hits as a table, with what was done to the query before it. */
export function renderAnswer(answer: SearchAnswer, view: TextView, explain: boolean): string {
  return [
    ...remarks(answer, view),
    answer.hits.length === 0 ? nothing(answer) : hitTable(answer, view),
    ...reviewLines(answer, view),
    ...spoken(answer, view),
    ...(explain ? ['', ...explanation(answer, view)] : []),
  ].join('\n');
}

function remarks({ corrections, synonyms, unknown, relaxed }: SearchAnswer, { style }: TextView): string[] {
  return [
    ...corrections.map(({ from, to }) => `${style.warn('corrected')} ${from} -> ${to}`),
    ...synonyms.map(({ word, also }) => `${style.dim('also')} ${also.join(', ')} for ${word}`),
    ...(unknown.length === 0
      ? []
      : [`${style.warn('left out')}, as no product has it: ${unknown.join(', ')}`]),
    ...relaxed.map((what) => `${style.warn('relaxed')} ${what}`),
  ];
}

function nothing({ candidates, offset }: SearchAnswer): string {
  if (candidates === 0) return 'no product matches';
  if (offset > 0) return `no hits from ${formatCount(offset + 1)} on`;
  const products = candidates === 1 ? '1 product matches' : `${formatCount(candidates)} products match`;
  return `no hits: ${products} the words, none of them passes the filters or is active`;
}

function hitTable(answer: SearchAnswer, view: TextView): string {
  const { market, hits, offset } = answer;
  const room = Math.max(LEAST_NAME, view.width - OTHER_COLUMNS);
  const hasStock = hits.some(({ available }) => available !== null);
  const head = [
    '#',
    'PRODUCT',
    'NAME',
    ...(market === undefined ? [] : [market.currency]),
    ...(hasStock ? ['STOCK'] : []),
    'SCORE',
  ];
  const rows = hits.map((hit, index) => [
    String(offset + index + 1),
    hit.productNo,
    cut(nameOf(hit), room),
    ...(market === undefined ? [] : [hit.price ?? '-']),
    ...(hasStock ? [hit.available === null ? '-' : formatCount(hit.available)] : []),
    hit.score.toFixed(2),
  ]);
  return view.table(head, rows, { drop: ['SCORE', 'STOCK'] });
}

function nameOf({ name, siblings, exact }: Hit): string {
  const more = siblings === 0 ? '' : ` (+${siblings})`;
  return `${exact === undefined ? '' : `[${exact}] `}${name ?? '-'}${more}`;
}

function cut(text: string, width: number): string {
  const characters = Array.from(text.replaceAll(/\s+/g, ' '));
  return characters.length <= width ? characters.join('') : `${characters.slice(0, width - 1).join('')}…`;
}

/** Which hits hold words of the query in their reviews. */
function reviewLines({ hits, offset }: SearchAnswer, { style }: TextView): string[] {
  const found = hits.flatMap(({ reviews }, index) =>
    reviews === undefined
      ? []
      : [`#${offset + index + 1} ${reviews.words.join(' ')} (${formatCount(reviews.reviews)})`],
  );
  return found.length === 0 ? [] : wrap([`${style.dim('in reviews:')} ${found[0]}`, ...found.slice(1)], 80);
}

/** Which provider was asked; nothing of the space that comes from the catalogue itself. */
function spoken({ meaning }: SearchAnswer, { style }: TextView): string[] {
  if (meaning === undefined || meaning.spaceId === null) return [];
  const { costUsd, isFromCache } = meaning;
  const cost = isFromCache ? 'known query' : formatUsd(costUsd);
  return wrap([`${style.dim('meaning by')} ${spaceTitle(meaning)}`, languagesOf(meaning), cost], 80);
}

function spaceTitle({ provider, model, dimensions }: MeaningUsed): string {
  return [provider, ...(model === null ? [] : [model]), dimensions].join('/');
}

function languagesOf({ languages }: MeaningUsed): string {
  if (languages === null) return 'languages not known';
  return languages === 'many' ? 'many languages' : `languages: ${languages.join(', ')}`;
}

/** Why each hit is there, and what took how long; every line fits into 80 columns. */
function explanation(answer: SearchAnswer, { style }: TextView): string[] {
  const hits = answer.hits.flatMap((hit, index) => [
    style.strong(`${answer.offset + index + 1} ${cut(hit.productNo, 20)}`),
    ...(hit.cosine === undefined
      ? []
      : [`  ${hit.cosine.toFixed(2).padStart(6)}  cosine in the space of meaning`]),
    ...hit.terms
      .toSorted((left, right) => right.score - left.score)
      .map(
        ({ term, fields, score }) =>
          `  ${score.toFixed(2).padStart(6)}  ${cut(term, 20).padEnd(20)}  ${fields.join(', ')}`,
      ),
  ]);
  const times = answer.stages.map(({ stage, milliseconds }) => `${stage} ${milliseconds.toFixed(1)} ms`);
  return [
    ...hits,
    '',
    `index generation ${answer.generation}, built ${answer.builtAt.slice(0, 19)} UTC, on ${answer.server}`,
    `candidates: ${formatCount(answer.candidates)}; scores: ${answer.ranking}`,
    ...meaningLine(answer),
    ...wrap(times, 80),
  ];
}

function meaningLine({ meaning }: SearchAnswer): string[] {
  if (meaning === undefined) return [];
  const place = meaning.spaceId === null ? 'of this catalogue' : `number ${meaning.spaceId}`;
  return wrap(
    [`space: ${spaceTitle(meaning)}, ${place}`, languagesOf(meaning), `scan: ${meaning.method}`],
    80,
  );
}

function wrap(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + part.length <= width)
      lines[lines.length - 1] = `${last}, ${part}`;
    else lines.push(part);
  }
  return lines;
}
