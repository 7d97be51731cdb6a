import { existsSync } from 'node:fs';
import { listFaults } from './fault/fault-records.ts';
import { hostState } from './host/host-status.ts';
import { findImage } from './image/image-cache.ts';
import { recipeHash, type Recipe } from './image/recipe.ts';
import { hostCgroup, type Lab } from './lab.ts';
import { filesMatch, readOperatorKey } from './lab-files.ts';
import { hostLayout } from './layout.ts';
import { isNetworkUp } from './network/network.ts';
import type { HostFacts, LabFacts } from './plan-lab.ts';

/** Looks up what is there of the lab; changes nothing. */
export async function collectFacts(lab: Lab, cache: string, recipe: Recipe): Promise<LabFacts> {
  const hosts = await Promise.all(
    lab.state.hosts.map(async ({ name }) => [name, await hostFacts(lab, name)] as const),
  );
  const faults = await listFaults(lab);
  return {
    imageBuilt: (await findImage(cache, recipeHash(recipe))) !== undefined,
    operatorKey: (await readOperatorKey(lab)) !== undefined,
    networkUp: await isNetworkUp(lab.layout, lab.context),
    filesMatch: await filesMatch(lab),
    orphanedFaults: faults.filter(({ held }) => !held).map(({ id }) => id),
    hosts: Object.fromEntries(hosts),
  };
}

async function hostFacts(lab: Lab, name: string): Promise<HostFacts> {
  const state = await hostState(hostCgroup(lab, name));
  return { disk: existsSync(hostLayout(lab.layout, name).dir) ? 'complete' : 'none', state };
}
