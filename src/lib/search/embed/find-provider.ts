import { didYouMean } from '../../core/suggest.ts';
import { AetherError } from '../../core/errors.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import { listModules, loadModules } from '../../infra/load-modules.ts';
import type { Provider } from './provider.ts';

const PROVIDERS = new URL('providers/', import.meta.url);

/** The providers of `providers/`, in the order of their names. */
export async function discoverProviders(): Promise<Provider[]> {
  return loadModules<Provider>(await listModules(PROVIDERS), 'provider');
}

/** Throws ENVIRONMENT_INVALID if there is none of that name. */
export async function findProvider(environment: LoadedEnvironment, name: string): Promise<Provider> {
  const providers = await discoverProviders();
  const found = providers.find((provider) => provider.name === name);
  if (found !== undefined) return found;
  const names = providers.map((provider) => provider.name);
  const location = environment.locate(['embeddings', 'provider']);
  throw new AetherError(
    'ENVIRONMENT_INVALID',
    `embeddings.provider: ${name} is not one of ${names.join(', ')}${didYouMean(name, names)}`,
    location === undefined ? {} : { location },
  );
}
