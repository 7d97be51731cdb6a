import type { RecordView } from './record-view.ts';
import { Problem } from './structural-problem.ts';

/** What is wrong, as a sentence for the reject file. */
export function structuralReason(record: RecordView): string {
  const field = record.problemField + 1;
  switch (record.problem) {
    case Problem.NONE:
      return 'the record is well formed';
    case Problem.FIELD_COUNT:
      return `the record has ${record.fieldCount} fields, ${record.expectedFields} are expected`;
    case Problem.BLANK_RECORD:
      return `all ${record.fieldCount} fields are empty`;
    case Problem.NUL_BYTE:
      return `field ${field} holds a NUL byte`;
    case Problem.STRAY_QUOTE:
      return `field ${field} holds a quote but does not begin with one`;
    case Problem.TEXT_AFTER_QUOTE:
      return `field ${field} has text after its closing quote`;
    case Problem.UNTERMINATED_QUOTE:
      return `the quote that opens field ${field} has no proper end; reading went on with the next line`;
    case Problem.RECORD_TOO_LONG:
    default:
      return `no record end within the longest allowed length; ${record.byteLength} bytes were passed over`;
  }
}
