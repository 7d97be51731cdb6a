import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { HostView, Target } from '../step-spec.ts';
import { step } from './kernel-settings.ts';

// A machine of the lab is a container, which has the kernel of this computer: there the step is "not here".

const view = (isContainer: boolean) => ({ name: 'db1', facts: { isContainer } }) as HostView;
const CONTENT = '# Written by aether.\nvm.swappiness = 1\nnet.core.somaxconn = 4096\n';
const FILE = `file /etc/sysctl.d/80-aether.conf\n644 root:root\n${Buffer.from(CONTENT).toString('base64')}\n.`;
const kernel = (swappiness: number) => `kernel\n${swappiness}\n4096`;

describe('the settings of the kernel', () => {
  it('differ if the file does, or if the kernel has another value than the file', async () => {
    expect(await step.judge(`${FILE}\n${kernel(1)}`, view(false))).toMatchObject({ kind: 'right' });
    expect(await step.judge(`${FILE}\n${kernel(60)}`, view(false))).toMatchObject({
      kind: 'change',
      summary: 'set vm.swappiness to 1 again',
    });
    const absent = 'file /etc/sysctl.d/80-aether.conf\nabsent\n\n.';
    expect(await step.judge(`${absent}\n${kernel(1)}`, view(false))).toMatchObject({
      kind: 'change',
      diff: expect.arrayContaining(['+vm.swappiness = 1']),
    });
    expect(await step.judge(`${FILE}\n${kernel(60)}`, view(true))).toMatchObject({ kind: 'not here' });
  });

  it('are read from the kernel', () => {
    const probe = step.probe({} as Target).replace(/^see_file.*$/m, '');
    expect(execFileSync('/bin/sh', ['-uc', probe], { encoding: 'utf8' })).toMatch(/^kernel\n\d+\n\d+\n$/);
  });
});
