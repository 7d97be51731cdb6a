import { formatCount, formatNumberOf } from '../../core/units.ts';

/**
 * What a run would make of a file that comes again under its name. correction: rows that are loaded stay, of its rejects some
 * are corrected, and records follow that the earlier file did not load. refused: with the reason. replacement: the rows of the
 * earlier file are deleted first.
 */
export type DeliveryPreview =
  | {
      readonly kind: 'correction';
      readonly keeps: number;
      readonly corrects: number;
      readonly appends: number;
    }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'replacement'; readonly deletes: number };

/** In a few words: `a correction: 9 rows stay, 1 reject corrected, 2 records appended`. */
export function describeDelivery(preview: DeliveryPreview): string {
  if (preview.kind === 'refused') return `refused: ${preview.why}`;
  if (preview.kind === 'replacement')
    return `deletes ${formatNumberOf(preview.deletes, 'row')} of the earlier file of its name`;
  const { keeps, corrects, appends } = preview;
  return `a correction: ${formatNumberOf(keeps, 'row')} stay, ${formatNumberOf(corrects, 'reject')} corrected, ${formatCount(appends)} appended`;
}
