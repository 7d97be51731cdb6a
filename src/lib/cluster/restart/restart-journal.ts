import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { systemErrorCode } from '../../core/errors.ts';
import type { MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';

const journal = z.object({
  started_at: z.string(),
  /** How each server had been started when the restart began: one that was started since has another id. */
  start_ids: z.record(z.string(), z.string()),
  /** Whether it restarts the machines. */
  reboot: z.boolean().default(false),
});

/** What a rolling restart that has not ended yet has begun with. */
export type RestartJournal = z.output<typeof journal>;

/** Somebody who returns later wants all members restarted, and has forgotten the run that was cut off. */
const RESUME_SECONDS = 86_400;

/** The file of an environment's restart; there only while one is under way, or was cut off. */
export function restartJournalFile(stateDir: string, environment: string): string {
  return join(stateDir, 'rolling-restart', `${encodeURIComponent(environment)}.json`);
}

/** undefined if no run of this kind was cut off, or longer than a day ago. */
export async function readRestartJournal(
  file: string,
  now: Date,
  reboot: boolean,
): Promise<RestartJournal | undefined> {
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    if (systemErrorCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  });
  if (text === undefined) return undefined;
  const known = journal.parse(JSON.parse(text));
  const age = (now.getTime() - Date.parse(known.started_at)) / 1000;
  return age < RESUME_SECONDS && known.reboot === reboot ? known : undefined;
}

/** Before the first member is restarted. */
export async function writeRestartJournal(
  file: string,
  members: readonly MemberReport[],
  { now, reboot }: { readonly now: Date; readonly reboot: boolean },
): Promise<void> {
  const known: RestartJournal = {
    started_at: now.toISOString(),
    start_ids: Object.fromEntries(members.map(({ member, startId = '' }) => [member, startId])),
    reboot,
  };
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFileAtomic(file, `${JSON.stringify(known)}\n`, 0o600);
}

/** After the last one. */
export async function forgetRestart(file: string): Promise<void> {
  await rm(file, { force: true });
}
