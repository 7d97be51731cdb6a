/** Columns in front of the record itself; a corrected file is read with them. */
export const REJECT_COLUMNS = [
  'aether_file',
  'aether_record',
  'aether_line',
  'aether_rule',
  'aether_column',
  'aether_reason',
] as const;

/** What follows the name of a file in the name of its rejects. */
export const REJECTS_SUFFIX = '.rejects.csv';
