import type { Workload } from '../workload.ts';
import { workload as insertLedger } from './insert-ledger.ts';

/** Writes on one member, and reads the acknowledged row on another one: with wsrep_sync_wait = 1 it must be there. */
export const workload: Workload = {
  ...insertLedger,
  name: 'read-elsewhere',
  summary: 'inserts rows, and reads each on another member after its acknowledgement',
  async readElsewhere(session, { worker, sequence }) {
    const found = await session.query('SELECT 1 FROM ledger WHERE worker = ? AND sequence = ?', [
      worker,
      sequence,
    ]);
    return found.length === 1 ? { outcome: 'right' } : { outcome: 'stale', seen: 'the row is not there' };
  },
};
