/** Plain data as YAML gives it. */
type Mapping = Readonly<Record<string, unknown>>;

/**
 * An overlay laid over a base: mappings merge key by key, all else (lists too) is replaced as a whole,
 * and a null in the overlay takes the key away. Neither input is changed.
 */
export function mergeDeep(base: unknown, overlay: unknown): unknown {
  if (!isMapping(overlay)) return overlay;
  const merged = new Map(isMapping(base) ? Object.entries(base) : []);
  for (const [key, value] of Object.entries(overlay)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergeDeep(merged.get(key), value));
  }
  // fromEntries defines properties: a key called __proto__ stays an ordinary key.
  return Object.fromEntries(merged);
}

/** True for a mapping, not for a list or null. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
