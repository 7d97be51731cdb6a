import { keepStep, type Plan, type Step } from '../../core/plan.ts';
import { formatCount, formatNumberOf, formatSeconds } from '../../core/units.ts';
import type { Work } from './count-work.ts';
import { costOf, type EmbedSettings, spaceName } from './embed-settings.ts';
import type { VectorIndexWork } from './publish-vectors.ts';
import { formatUsd } from './report/format-usd.ts';

export interface EmbeddingFacts {
  readonly settings: Pick<
    EmbedSettings,
    'space' | 'usdPerMillionTokens' | 'itemsPerMinute' | 'section' | 'isLocal'
  >;
  readonly work: Work;
  /** undefined: it is not there yet. */
  readonly spaceId: number | undefined;
  /** undefined: the servers have no vector indexes. */
  readonly index: VectorIndexWork | undefined;
}

/** What embedding does; pure. */
export function planEmbedding(input: EmbeddingFacts): Plan {
  const { settings, work, spaceId } = input;
  const subject = spaceName(settings.space);
  const title = `embed the catalogue with ${subject}`;
  const facts = workFacts(settings, work);
  const index = indexSteps(input);
  if (work.added + work.changed + work.emptied === 0) {
    const keep = keepStep({ id: 'embed', subject, summary: describeKept(work), facts });
    return { title, steps: spaceId === undefined ? [keep] : [keep, ...index] };
  }
  const create: Step = {
    id: 'space',
    action: 'create',
    subject,
    summary: `a new space, template ${settings.space.template}`,
  };
  const embed: Step = {
    id: 'embed',
    action: 'load',
    subject,
    summary: `${formatCount(work.added)} new and ${formatCount(work.changed)} changed ${work.added + work.changed === 1 ? 'product' : 'products'}: ${formatNumberOf(work.texts, 'text')} to send`,
    ...(work.texts === 0 ? {} : { cost: describeCost(settings, work) }),
    facts,
  };
  return { title, steps: [...(spaceId === undefined ? [create] : []), embed, ...index] };
}

/** The table with the vector index follows the vectors. */
function indexSteps({ settings, work, index }: EmbeddingFacts): Step[] {
  const vectors = work.added + work.changed + work.emptied + (index?.outdated ?? 0);
  if (index === undefined || (!index.isNew && vectors === 0)) return [];
  const subject = `${spaceName(settings.space)}: vector index`;
  const words = { id: 'vector-index', subject };
  return index.isNew
    ? [{ ...words, action: 'create', summary: 'a table of its own, from which the servers search' }]
    : [{ ...words, action: 'change', summary: `${formatNumberOf(vectors, 'vector')} to bring up to date` }];
}

function describeKept({ products, refused }: Work): string {
  if (products === 0) return 'no products';
  const rest = refused === 0 ? '' : `, ${formatNumberOf(refused, 'text')} refused by the provider`;
  return `${formatNumberOf(products, 'product')}, nothing to embed${rest}`;
}

type Rates = EmbeddingFacts['settings'];

function describeCost(settings: Rates, work: Work): string {
  const time = describeTime(settings, work);
  const cost = `about ${formatCount(work.tokens)} tokens, ${formatUsd(costOf(work.tokens, settings))}`;
  return time === undefined ? cost : `${cost}, ${time}`;
}

/** `2m13s at 3,000 texts a minute`; undefined if there is no quota to estimate by. */
export function describeTime(settings: Rates, work: Work): string | undefined {
  const { itemsPerMinute, section } = settings;
  const perDay = section.items_per_day;
  if (perDay !== undefined && work.texts > perDay) {
    return `${formatNumberOf(Math.ceil(work.texts / perDay), 'day')} at ${formatCount(perDay)} texts a day`;
  }
  if (itemsPerMinute === undefined) return undefined;
  const seconds = secondsUnderQuota(settings, work) ?? 0;
  return `${formatSeconds(seconds)} at ${formatCount(itemsPerMinute)} texts a minute`;
}

function secondsUnderQuota({ itemsPerMinute }: Rates, work: Work): number | null {
  return itemsPerMinute === undefined ? null : (work.texts * 60) / itemsPerMinute;
}

/** The same as data; units are in the names. */
export function workFacts(settings: Rates, work: Work) {
  const perDay = settings.section.items_per_day;
  return {
    space: spaceName(settings.space),
    template: settings.space.template,
    products: work.products,
    new_products: work.added,
    changed_products: work.changed,
    unchanged_products: work.unchanged,
    refused_products: work.refused,
    products_without_text: work.withoutText,
    cut_texts: work.cut,
    texts_to_send: work.texts,
    tokens: work.tokens,
    cost_usd: costOf(work.tokens, settings),
    seconds: secondsUnderQuota(settings, work),
    days: perDay === undefined ? null : Math.ceil(work.texts / perDay),
  };
}
