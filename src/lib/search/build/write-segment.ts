import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { FIELDS } from '../index/fields.ts';
import type { FieldLengths } from '../index/occurrences.ts';
import { encodeDocuments } from '../store/known-documents.ts';
import type { IndexState } from '../store/search-store.ts';
import { writeParts } from '../store/segment-parts.ts';
import { createSegment, type Publication } from '../store/segments.ts';
import { writeTerms } from '../store/write-terms.ts';
import { encodeVocabulary } from '../text/vocabulary.ts';
import type { AnalysedDocuments } from './analyse-documents.ts';

/** What a segment has in the space of meaning. */
export interface SegmentMeaning {
  readonly dimensions: number;
  /** Directions of its terms; empty for a segment that joins a space that exists. */
  readonly directions: ReadonlyMap<string, Buffer>;
  /** Vectors of its products in their order. */
  readonly vectors: Buffer;
}

export interface SegmentOptions {
  /** The index that the segment joins; undefined for a base, which takes the place of everything. */
  readonly joins: IndexState | undefined;
  readonly replaced: ReadonlyMap<string, readonly number[]>;
  /** Products that are in the index once the segment is. */
  readonly documents: number;
  readonly analyser: string;
  /** What products mean; undefined if there is no space of meaning. */
  readonly meaning: SegmentMeaning | undefined;
}

/** Writes a segment that nobody reads yet; returns what publishes it. */
export async function writeSegment(
  connection: MariadbConnection,
  { occurrences, documents, words }: AnalysedDocuments,
  options: SegmentOptions,
): Promise<Publication & { readonly terms: number }> {
  const { joins, meaning } = options;
  const totals = totalsOf(occurrences.totalLengths(), documents.length, options);
  const averages = mapFields(totals, (total) => total / Math.max(options.documents, 1));
  const segmentId = await createSegment(connection);
  const terms = await writeTerms(connection, segmentId, occurrences.terms(averages), (term) =>
    meaning?.directions.get(term),
  );
  await writeParts(connection, segmentId, 'documents', encodeDocuments(documents));
  await writeParts(connection, segmentId, 'words', encodeVocabulary(words));
  if (meaning !== undefined) await writeParts(connection, segmentId, 'vectors', meaning.vectors);
  return {
    segmentId,
    segmentDocuments: documents.length,
    isBase: joins === undefined,
    replaced: options.replaced,
    analyser: options.analyser,
    documents: options.documents,
    fieldTotals: totals,
    dimensions: meaning?.dimensions ?? 0,
    terms,
  };
}

/** The lengths of replaced products are not known any more, so the average of the others stands for them. */
function totalsOf(own: FieldLengths, count: number, { joins, documents }: SegmentOptions): FieldLengths {
  if (joins === undefined) return own;
  const others = Math.max(documents - count, 0);
  const share = others / Math.max(joins.documents, 1);
  return mapFields(own, (total, field) => total + joins.fieldTotals[field] * share);
}

function mapFields(
  lengths: FieldLengths,
  change: (value: number, field: keyof FieldLengths) => number,
): FieldLengths {
  return Object.fromEntries(FIELDS.map((field) => [field, change(lengths[field], field)])) as FieldLengths;
}
