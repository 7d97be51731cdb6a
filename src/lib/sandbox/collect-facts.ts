import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toAetherError } from '../core/errors.ts';
import { changedAccounts } from '../infra/mariadb/accounts/changed-accounts.ts';
import { certificateProblem } from '../infra/tls/check-certificate.ts';
import { ACCOUNT_KEYS, ACCOUNTS, accountsFingerprint, OUR_DATABASES } from './accounts.ts';
import { renderEnvironmentFile } from './environment-file.ts';
import type { DataState } from './data-state.ts';
import type { NodeFacts, SandboxFacts } from './facts.ts';
import { nodeLayout, type NodeLayout, type SandboxLayout } from './layout.ts';
import { collectMongoFacts } from './mongo/mongo-facts.ts';
import { processesOf, surveyProcesses, type NodeProcesses } from './node-processes.ts';
import { findDiverged } from './diverged-members.ts';
import { completePasswords } from './passwords.ts';
import { isPrimary } from './plan-steps.ts';
import { openAdmin, probeServer } from './probe-server.ts';
import type { Sandbox } from './sandbox.ts';
import { renderNodeConfig } from './server-config.ts';
import { nodesOf, type SandboxNode } from './topology.ts';

/** A certificate is renewed this long before it expires. */
const SPARE_DAYS = 30;

/** Looks at files, processes and servers; changes nothing. */
export async function collectFacts(sandbox: Sandbox): Promise<SandboxFacts> {
  const { layout, state } = sandbox;
  const survey = await surveyProcesses();
  const nodes = await Promise.all(
    nodesOf(state).map(async (node) => {
      const processes = processesOf(nodeLayout(layout, node.name), survey);
      return [node.name, await collectNodeFacts(sandbox, node, processes)] as const;
    }),
  );
  const members = nodes.filter(([, facts]) => isPrimary(facts)).map(([name]) => name);
  const missingPasswords = ACCOUNT_KEYS.filter((key) => sandbox.passwords[key] === undefined);
  return {
    tlsProblem: await tlsProblem(layout, sandbox.context.clock.now()),
    missingPasswords: missingPasswords.map((key) => ACCOUNTS[key].user),
    accountsMatch:
      missingPasswords.length === 0 &&
      (await hasText(layout.accountsFile, accountsFingerprint(completePasswords(sandbox.passwords)))),
    environmentMatches: await hasText(layout.environmentFile, renderEnvironmentFile(state)),
    nodes: Object.fromEntries(nodes),
    mongo: state.mongo === null ? null : await collectMongoFacts(sandbox, state.mongo, survey),
    diverged: await findDiverged(sandbox, members),
  };
}

async function collectNodeFacts(
  sandbox: Sandbox,
  node: SandboxNode,
  processes: NodeProcesses,
): Promise<NodeFacts> {
  const paths = nodeLayout(sandbox.layout, node.name);
  const runs = processes.server !== null;
  const [data, configMatches, server] = await Promise.all([
    runs ? ('complete' as const) : readDataState(paths),
    isConfigCurrent(sandbox, node, paths),
    runs ? probeServer(sandbox, node.name) : null,
  ]);
  return {
    data,
    configMatches,
    process: processes.server,
    server,
    changedAccounts: server?.kind === 'answers' ? await askForAccounts(sandbox, node.name) : [],
    strays: processes.strays,
  };
}

/** A server that ends meanwhile, or may not be read outside of its cluster, says nothing about its accounts. */
async function askForAccounts(sandbox: Sandbox, node: string): Promise<string[]> {
  try {
    await using session = await openAdmin(sandbox, node);
    return await changedAccounts(session, sandbox.passwords, OUR_DATABASES);
  } catch (thrown) {
    const error = toAetherError(thrown);
    if (error.code === 'BUG' || error.code === 'INTERRUPTED') throw error;
    return [];
  }
}

/**
 * A directory of the final name with data in it is complete, however damaged: nothing of it is ever removed unasked.
 * The exception is a member that copies its data there, where the state transfer's own mark says that it has not
 * finished; what it copies is on the other members.
 */
export async function readDataState(node: NodeLayout): Promise<DataState> {
  const has = (name: string) => exists(join(node.dataDir, name));
  const hasData = (await has('ibdata1')) || (await has('mysql'));
  if (hasData && !(await has('sst_in_progress'))) return 'complete';
  return (await exists(node.draftDir)) || (await exists(node.dataDir)) ? 'draft' : 'absent';
}

async function isConfigCurrent(sandbox: Sandbox, node: SandboxNode, paths: NodeLayout): Promise<boolean> {
  const backupPassword = sandbox.passwords.backup ?? '';
  return hasText(paths.configFile, await renderNodeConfig(node, { ...sandbox, backupPassword }));
}

async function tlsProblem(layout: SandboxLayout, now: Date): Promise<string | undefined> {
  const pair = { certificateFile: layout.tlsCertificate, keyFile: layout.tlsKey };
  return certificateProblem(pair, layout.tlsCa, { now, spareDays: SPARE_DAYS });
}

async function hasText(file: string, text: string): Promise<boolean> {
  return (await readFile(file, 'utf8').catch(() => null)) === text;
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
