import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { enterLabNetwork } from './enter-lab-network.ts';

/** The environment file of a lab that is down: its namespace is not there. */
async function labThatIsDown(...directories: string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'aether-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const root = join(directory, ...directories);
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'aether.yaml'), 'name: shop\n');
  await writeFile(join(root, 'lab.json'), JSON.stringify({ namespace: join(directory, 'none') }));
  return join(root, 'aether.yaml');
}

const around = { cwd: '/', variables: {}, execArgv: [], argv: ['node', 'aether', 'check'] };

describe('a lab that is down', () => {
  it.each([
    [['lab'], 'start it: aether lab up'],
    [['labs', 'two'], 'start it: aether lab up --name two'],
  ])('in %j is refused with the command that starts it', async (directories, hint) => {
    const env = await labThatIsDown('.aether', ...directories);
    await expect(enterLabNetwork({ ...around, command: {}, env })).rejects.toMatchObject({
      code: 'LAB_NOT_UP',
      hint,
    });
  });

  it('keeps no command from running that needs no machine', async () => {
    const env = await labThatIsDown('.aether', 'lab');
    expect(await enterLabNetwork({ ...around, command: { isLocal: true }, env })).toBeUndefined();
  });
});
