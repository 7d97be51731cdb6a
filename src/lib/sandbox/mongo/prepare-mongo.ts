import { existsSync } from 'node:fs';
import { AetherError } from '../../core/errors.ts';
import { chooseFreePorts } from '../../infra/process/free-ports.ts';
import { nodeLayout, type SandboxLayout } from '../layout.ts';
import { findMongoProgram, identifyProgram, type MongoProgram } from './mongo-program.ts';
import { MONGO_NODE } from './mongo-server.ts';
import type { MongoState } from './mongo-state.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Finds program and port; changes nothing. Throws SERVER_VERSION if the data were made by another series. */
export async function prepareMongo(
  layout: SandboxLayout,
  known: MongoState | null,
  variables: Variables,
  takenPorts: readonly number[],
): Promise<MongoState> {
  const program = await chooseProgram(known, variables);
  requireSameSeries(layout, known, program);
  const { file, label, isStandIn, version } = program;
  const port = known?.port ?? (await chooseFreePorts(1, takenPorts))[0] ?? 0;
  return { program: file, label, isStandIn, version, port };
}

/** The one that is in use, unless another is named. */
async function chooseProgram(known: MongoState | null, variables: Variables): Promise<MongoProgram> {
  const isNamed = [variables['AETHER_MONGOD'], variables['AETHER_MONGO_STAND_IN']].some(
    (path) => path !== undefined && path !== '',
  );
  if (isNamed || known === null || !existsSync(known.program)) return findMongoProgram(variables);
  return identifyProgram(known.program, variables);
}

function requireSameSeries(layout: SandboxLayout, known: MongoState | null, program: MongoProgram): void {
  if (known === null || !existsSync(nodeLayout(layout, MONGO_NODE).dataDir)) return;
  if (known.isStandIn === program.isStandIn && major(known.version) === major(program.version)) return;
  throw new AetherError(
    'SERVER_VERSION',
    `the sandbox holds data of ${known.label}, and ${program.file} is ${program.label}`,
    {
      hint: 'name the program that made them with AETHER_MONGOD or AETHER_MONGO_STAND_IN, or remove the sandbox with "aether sandbox down --purge"',
    },
  );
}

function major(version: string): string {
  return version.split('.')[0] ?? '';
}
