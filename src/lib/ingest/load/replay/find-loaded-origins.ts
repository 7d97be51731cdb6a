import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import type { RecordOrigin } from '../../input/input.ts';
import { readOrigins, readVersions, type Versions, type VersionSearch } from './read-versions.ts';
import { originKey, type SameRecords } from './same-record.ts';

interface Search extends VersionSearch {
  readonly same: SameRecords;
}

/**
 * A record whose versions say something of a reject that was asked for. Those in `without` do not: a reject may have become
 * two records of one replay, of which only one was rejected again.
 */
interface Place {
  readonly asked: string;
  readonly origin: RecordOrigin;
  /** Number of a file; 0 for none. */
  readonly without: number;
}

/**
 * Of these rejects the ones of which a corrected version is loaded, or on its way through the steps, as keys. A correction that
 * was rejected again is followed to what was made of it, and to the reject that it corrects itself.
 */
export async function findLoadedOrigins(
  connection: MariadbConnection,
  search: Search,
  origins: readonly RecordOrigin[],
): Promise<ReadonlySet<string>> {
  const asked = origins.map((origin): Place => ({ asked: originKey(origin), origin, without: 0 }));
  const loaded = new Set<string>();
  const seen = createSeen();
  let places = seen.fresh([...asked, ...(await ancestors(connection, search.meta, asked))]);
  while (places.length > 0) {
    const all = (await Promise.all(places.map((place) => everywhere(search.same, place)))).flat();
    const versions = await readVersions(
      connection,
      search,
      all.map(({ origin }) => origin),
    );
    const later = all.flatMap((place) => judge(place, versions.get(originKey(place.origin)), loaded));
    places = seen.fresh(later);
  }
  return loaded;
}

/** Notes a place of which a version is loaded; else returns the versions that were rejected again. */
function judge({ asked, without }: Place, versions: Versions | undefined, loaded: Set<string>): Place[] {
  if (versions === undefined || loaded.has(asked)) return [];
  const { isMarked, later } = versions;
  const others = later.filter(({ fileId }) => fileId !== without);
  const hasSibling = later.some(({ fileId, isLoaded }) => fileId === without && isLoaded);
  if (others.some(({ isLoaded }) => isLoaded) || (isMarked && !hasSibling)) {
    loaded.add(asked);
    return [];
  }
  return others.map(({ fileId, record }) => ({ asked, origin: { fileId, record }, without: 0 }));
}

/** The record in every delivery of its file. */
async function everywhere(same: SameRecords, place: Place): Promise<Place[]> {
  return (await same.of(place.origin)).map((origin) => ({ ...place, origin }));
}

/** The rejects that these are corrections of, over all replays. */
async function ancestors(
  connection: MariadbConnection,
  meta: string,
  places: readonly Place[],
): Promise<Place[]> {
  const found: Place[] = [];
  const seen = createSeen();
  let level = seen.fresh(places);
  while (level.length > 0) {
    const children = level;
    const rows = await readOrigins(
      connection,
      meta,
      level.map(({ origin }) => origin),
    );
    level = seen.fresh(
      rows.flatMap(({ laterFile, laterRecord, fileId, record }) =>
        children
          .filter(({ origin }) => origin.fileId === laterFile && origin.record === laterRecord)
          .map(({ asked }) => ({ asked, origin: { fileId, record }, without: laterFile })),
      ),
    );
    found.push(...level);
  }
  return found;
}

/** Annotations may have been edited into a circle. */
function createSeen() {
  const keys = new Set<string>();
  return {
    /** Those that it has not been given before. */
    fresh(places: readonly Place[]): Place[] {
      return places.filter(({ asked, origin }) => {
        const key = `${asked} ${originKey(origin)}`;
        return !keys.has(key) && keys.add(key).has(key);
      });
    },
  };
}
