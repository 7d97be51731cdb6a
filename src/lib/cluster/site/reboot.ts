import { AetherError } from '../../core/errors.ts';
import { commandError, succeeded } from '../../infra/ssh/command/outcome.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import type { Context } from '../../infra/context.ts';
import { UNREACHABLE } from './unreachable.ts';

type RebootContext = Pick<Context, 'clock' | 'signal' | 'ssh'>;

/** Firmware and the check of large file systems take minutes. */
const REBOOT_SECONDS = 900;

/** Another one after each boot: containers have the boot id of their host, and a first process of their own. */
const BOOT_SCRIPT = `echo "$(cat /proc/sys/kernel/random/boot_id) $(cut -d' ' -f22 /proc/1/stat)"`;

/** Reboots a machine through systemd, and waits until it has booted. Throws RECOVER_FAILED if it does not come back. */
export async function reboot(context: RebootContext, member: string): Promise<void> {
  const before = await bootOf(context, member);
  const host = await context.ssh(member);
  const told = await host.exec(['systemctl', '--no-block', 'reboot'], { asRoot: true });
  // The link may be gone before the answer.
  if (told.outcome !== 'unknown' && !succeeded(told)) throw commandError(member, 'rebooting', told);
  const { clock, signal } = context;
  const booted = async () => {
    try {
      return (await bootOf(context, member)) === before ? undefined : true;
    } catch (thrown) {
      if (!(thrown instanceof AetherError) || !UNREACHABLE.has(thrown.code)) throw thrown;
      return undefined;
    }
  };
  const isBack = await waitUntil(booted, { clock, signal, deadlineSeconds: REBOOT_SECONDS, everyMs: 1000 });
  if (isBack === true) return;
  throw new AetherError('RECOVER_FAILED', `${member} did not boot within ${REBOOT_SECONDS} s`, {
    hint: `look at its console; once it has booted, run the same command again`,
  });
}

async function bootOf(context: RebootContext, member: string): Promise<string> {
  const host = await context.ssh(member);
  const result = await host.exec(['/bin/sh', '-c', BOOT_SCRIPT]);
  if (!succeeded(result)) throw commandError(member, 'reading the boot id', result);
  return result.stdout.trim();
}
