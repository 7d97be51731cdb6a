import type { Meaning, MeaningNeeds, MeaningOptions } from './meaning.ts';

/** Loads what asks a space only for an environment that has one: most searches need none of it. */
export function openMeaning(context: MeaningNeeds, options: MeaningOptions): Meaning {
  let opened: Meaning | undefined;
  return {
    async ask(query, asked) {
      if ((await context.environment()).config.embeddings === undefined) return undefined;
      if (opened === undefined) {
        const { createMeaning } = await import('./ask-space.ts');
        opened = createMeaning(context, options);
      }
      return opened.ask(query, asked);
    },
  };
}
