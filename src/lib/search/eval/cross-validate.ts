import { seededRandom, shuffled } from '../scores/seeded-random.ts';

const SPLITS = 10;
const FOLDS = 10;

/**
 * Measures what is learnt on items that it was not learnt from: ten seeded splits into ten folds, the mean of each item
 * over the splits. With fewer items than folds every item is a fold.
 * @param learn gets the items of the other folds
 */
export function crossValidate<Item, Model>(
  items: readonly Item[],
  learn: (training: readonly Item[]) => Model,
  measure: (model: Model, item: Item) => number,
): number[] {
  const sums = items.map(() => 0);
  const folds = Math.min(FOLDS, items.length);
  for (let split = 1; split <= SPLITS; split += 1) {
    const order = shuffled([...items.keys()], seededRandom(split));
    for (let fold = 0; fold < folds; fold += 1) {
      const isHeldBack = (place: number) => place % folds === fold;
      const training = order
        .filter((_, place) => !isHeldBack(place))
        .flatMap((index) => items.slice(index, index + 1));
      const model = learn(training);
      order.forEach((index, place) => {
        const item = items[index];
        if (isHeldBack(place) && item !== undefined) sums[index] = (sums[index] ?? 0) + measure(model, item);
      });
    }
  }
  return sums.map((sum) => sum / SPLITS);
}
