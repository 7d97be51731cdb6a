// How long a cache line takes from one core to another. Two streams into one table write to the same latches and counters
// all the time, so what a second core gains a database hangs on this too. It was between 90 and 360 ns on one virtual
// machine, from one minute to the next.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

/** Before these both threads are not yet at it. */
const FIRST = 10_000;
const HAND_OVERS = 200_000;

/** Nanoseconds, of this moment; both cores are busy for a tenth of a second. */
export async function handOverNanoseconds() {
  const turns = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { turns } });
  passOn(turns, 0, FIRST);
  const startedAt = performance.now();
  passOn(turns, FIRST, FIRST + HAND_OVERS);
  const nanoseconds = ((performance.now() - startedAt) * 1e6) / HAND_OVERS;
  await worker.terminate();
  return nanoseconds;
}

/** Adds one whenever it is this thread's turn: at even numbers for one of them, at odd ones for the other. */
function passOn(turns, first, end) {
  for (let turn = first; turn < end; turn += 2) {
    while (Atomics.load(turns, 0) !== turn);
    Atomics.store(turns, 0, turn + 1);
  }
}

if (!isMainThread && workerData?.turns !== undefined) passOn(workerData.turns, 1, FIRST + HAND_OVERS);
