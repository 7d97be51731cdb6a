import { AetherError } from '../../core/errors.ts';
import type { Repeatable } from './repeatable.ts';

/**
 * Puts every object after those that its text names. Throws MIGRATION_INVALID for objects that name one another: none of
 * them could be made first.
 */
export function orderRepeatables(files: readonly Repeatable[]): Repeatable[] {
  const ordered: Repeatable[] = [];
  let left = [...files];
  while (left.length > 0) {
    const ready = left.filter((file) => !left.some((other) => other !== file && names(file, other)));
    if (ready.length === 0) throw circular(left);
    ordered.push(...ready);
    left = left.filter((file) => !ready.includes(file));
  }
  return ordered;
}

function names(file: Repeatable, other: Repeatable): boolean {
  return file.mentions.has(other.name.toLowerCase());
}

function circular(left: readonly Repeatable[]): AetherError {
  const [first] = left;
  return new AetherError(
    'MIGRATION_INVALID',
    `none of these can be made first, as each one names another: ${left.map(({ fileName }) => fileName).join(', ')}`,
    first === undefined ? {} : { location: first.location },
  );
}
