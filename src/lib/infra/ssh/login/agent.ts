import { type BaseAgent, createAgent, type ParsedKey } from 'ssh2';

/**
 * The agent, narrowed to one key: a server that is offered every key of a full agent counts each as a failed login.
 * Undefined where the agent does not hold the key; rejects where it cannot be asked.
 */
export async function agentHolding(socketPath: string, key: ParsedKey): Promise<BaseAgent | undefined> {
  const agent = createAgent(socketPath) as BaseAgent<ParsedKey>;
  const held = await new Promise<ParsedKey[]>((resolve, reject) => {
    agent.getIdentities((error, keys) => {
      if (error instanceof Error) reject(error);
      else resolve((keys ?? []) as ParsedKey[]);
    });
  });
  const found = held.find((candidate) => candidate.equals(key));
  if (found === undefined) return undefined;
  agent.getIdentities = (callback) => callback(undefined, [found]);
  return agent;
}
