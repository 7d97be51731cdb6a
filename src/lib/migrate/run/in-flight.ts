/** Pieces of work that run beside each other, a limited number at once. */
export interface InFlight {
  /** Waits for a place and starts the work there. Throws what any piece has thrown. */
  start(work: () => Promise<void>): Promise<void>;
  /** Waits for all that was started, also after a failure, and throws the first one. */
  landed(): Promise<void>;
}

export function createInFlight(places: number): InFlight {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const throwFirst = () => {
    if (failures.length > 0) throw failures[0];
  };
  return {
    async start(work) {
      throwFirst();
      while (running.size >= places) await Promise.race(running);
      throwFirst();
      const piece: Promise<void> = work()
        .catch((thrown: unknown) => void failures.push(thrown))
        .finally(() => running.delete(piece));
      running.add(piece);
    },
    async landed() {
      await Promise.all(running);
      throwFirst();
    },
  };
}
