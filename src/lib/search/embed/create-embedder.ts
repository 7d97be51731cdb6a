import { formatSeconds } from '../../core/units.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import type { EmbedSettings } from './embed-settings.ts';
import type { Embedder } from './embedder.ts';
import { providerRefusal } from './refusal.ts';
import { checkVectors } from './vectors.ts';

/** The provider of the environment file, connected: its answers are checked, and a request has an end. */
export async function createEmbedder(
  environment: Pick<LoadedEnvironment, 'secret'>,
  { provider, section, space }: EmbedSettings,
): Promise<Embedder> {
  const { api_key: reference, request_timeout: seconds } = section;
  const apiKey = reference === undefined ? undefined : await environment.secret(reference);
  const request = await provider.connect({ ...section, apiKey });
  return {
    space,
    async embed(texts, kind, signal) {
      signal.throwIfAborted();
      using deadline = startDeadline(signal, seconds);
      try {
        const { vectors, tokens } = await request(texts, kind, deadline.signal);
        const expected = { texts: texts.length, dimensions: space.dimensions };
        return { vectors: checkVectors(provider.name, vectors, expected), tokens };
      } catch (thrown) {
        signal.throwIfAborted();
        if (!deadline.signal.aborted) throw thrown;
        throw providerRefusal(provider.name, `no answer within ${formatSeconds(seconds)}`, {
          reason: 'lost',
        });
      }
    },
  };
}

/** A timer that ends with the request, or the process would wait for it. */
function startDeadline(signal: AbortSignal, seconds: number) {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort(), seconds * 1000);
  signal.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    },
  };
}
