import { Document, type YAMLMap } from 'yaml';
import type { FileProfile } from './profile-file.ts';
import { guessColumns, type ProposedColumn } from './guess-column.ts';

/** The YAML text of a source that describes a file as its profile found it. */
export function proposeSource(profile: FileProfile, sourceName: string): string {
  const columns = guessColumns(profile.columns);
  const keyColumn = profile.columns.findIndex(
    ({ isUnique, empty, nullMarkers }) => isUnique === true && empty === 0 && nullMarkers.size === 0,
  );
  const key = columns[keyColumn]?.name;
  const document = new Document({
    source: sourceName,
    title: `${profile.fileName}, as aether found it`,
    files: {
      [sourceName]: {
        match: profile.fileName,
        ...(profile.encoding === 'utf-8' ? {} : { encoding: profile.encoding }),
        ...dialectOf(profile),
        ...(key === undefined ? {} : { key: [key] }),
        columns: columns.map(columnLine),
      },
    },
  });
  const list = document.getIn(['files', sourceName, 'columns']) as { items: YAMLMap[] };
  list.items.forEach((item, index) => {
    item.flow = true;
    const comment = columns[index]?.comment;
    if (comment !== undefined) item.comment = ` ${comment}`;
  });
  document.commentBefore =
    ' Proposed by "aether ingest profile". Read it, correct it, then: aether ingest FILE.yaml --dry-run';
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Only what differs from the defaults of a source. */
function dialectOf({ delimiter, hasHeader }: FileProfile): { dialect?: Record<string, unknown> } {
  const dialect = {
    ...(delimiter === ',' ? {} : { delimiter }),
    ...(hasHeader ? {} : { header: false }),
  };
  return Object.keys(dialect).length === 0 ? {} : { dialect };
}

function columnLine({ name, from, fields }: ProposedColumn): Record<string, unknown> {
  return { name, ...(from === name || from === '' ? {} : { from }), ...fields };
}
