import { didYouMean } from '../../core/suggest.ts';
import type { Work } from './compile-work.ts';
import type { CompiledCollection, Reference } from './compiled-mapping.ts';

/** The references of a collection. One that could not be looked up as it is, or that leads in a circle, is a remark. */
export function compileReferences(
  { name, root }: CompiledCollection,
  spec: Readonly<Record<string, string>>,
  collections: readonly CompiledCollection[],
  { remarks }: Work,
): Reference[] {
  return Object.entries(spec).flatMap(([field, to]) => {
    const path = ['collections', name, 'references', field];
    const refuse = (message: string) => {
      remarks.push({ path, message });
      return [];
    };
    const mapped = root.columns.find((one) => one.field === field && one.computed === undefined);
    if (mapped === undefined)
      return refuse(
        `no column of ${root.table} becomes "${field}"${didYouMean(
          field,
          root.columns.map((one) => one.field),
        )}`,
      );
    const target = collections.find((one) => one.name === to);
    if (target === undefined)
      return refuse(
        `the mapping has no collection "${to}"${didYouMean(
          to,
          collections.map((one) => one.name),
        )}`,
      );
    const id = target.root.columns.find((one) => one.field === '_id');
    if (id?.type.bson !== mapped.type.bson)
      return refuse(`${mapped.type.bson} never equals the ${id?.type.bson ?? 'nothing'} of _id in ${to}`);
    return [{ field, column: mapped.column.name, collection: to }];
  });
}

/** Collections in an order in which each comes after those that it refers to; circles as they come. */
export function inOrderOfReferences(collections: readonly CompiledCollection[]): CompiledCollection[] {
  const ordered: CompiledCollection[] = [];
  const visit = (one: CompiledCollection, above: ReadonlySet<string>) => {
    if (ordered.includes(one) || above.has(one.name)) return;
    for (const { collection } of one.references) {
      const target = collections.find(({ name }) => name === collection);
      if (target !== undefined) visit(target, new Set([...above, one.name]));
    }
    ordered.push(one);
  };
  for (const one of collections) visit(one, new Set());
  return ordered;
}
