import { AetherError } from '../core/errors.ts';
import { type Discovery, discoverFiles } from '../infra/config/discover.ts';

/**
 * What to type after `sandbox up`. Where commands would use another environment than the sandbox's, it is named:
 * nobody is to apply the schema elsewhere by typing what is printed here.
 */
export function nextCommands(where: Omit<Discovery, 'explicit'>): string[] {
  const aether = usesSandbox(where) ? 'aether' : 'aether --env sandbox';
  return [`${aether} schema apply`, 'aether sandbox status'];
}

function usesSandbox({ cwd, variables, stateDir }: Omit<Discovery, 'explicit'>): boolean {
  const filesOf = (explicit?: string) => discoverFiles({ cwd, variables, stateDir, explicit }).join();
  try {
    return filesOf() === filesOf('sandbox');
  } catch (thrown) {
    // AETHER_ENV names what is not there.
    if (thrown instanceof AetherError && thrown.code === 'ENVIRONMENT_NOT_FOUND') return false;
    throw thrown;
  }
}
