import { existsSync } from 'node:fs';
import type { ProcessIdentity } from '../../infra/process/process-table.ts';
import type { DataState } from '../data-state.ts';
import { nodeLayout } from '../layout.ts';
import { processesOf, type ProcessSurvey } from '../node-processes.ts';
import type { Sandbox } from '../sandbox.ts';
import { readMongoPasswords } from './mongo-passwords.ts';
import { MONGO_NODE, mongoArguments } from './mongo-server.ts';
import type { MongoState } from './mongo-state.ts';
import { probeMongo, type MongoAnswer } from './probe-mongo.ts';

export interface MongoFacts {
  readonly state: MongoState;
  readonly data: DataState;
  readonly process: ProcessIdentity | null;
  /** The process was started as it would be started now. */
  readonly isCurrent: boolean;
  /** null if no process runs. */
  readonly answer: MongoAnswer | null;
  /** What an interrupted run left running. */
  readonly strays: readonly ProcessIdentity[];
}

/** Looks at files, processes and the server; changes nothing. */
export async function collectMongoFacts(
  sandbox: Pick<Sandbox, 'context' | 'layout'>,
  state: MongoState,
  survey: ProcessSurvey,
): Promise<MongoFacts> {
  const { layout, context } = sandbox;
  const paths = nodeLayout(layout, MONGO_NODE);
  const { server, strays } = processesOf(paths, survey);
  const wanted = [state.program, ...mongoArguments(layout, state, { dataDir: paths.dataDir, open: false })];
  const argv = survey.processes.find(({ pid }) => pid === server?.pid)?.argv ?? [];
  const passwords = await readMongoPasswords(layout, context.redactor);
  return {
    state,
    data: existsSync(paths.dataDir) ? 'complete' : existsSync(paths.draftDir) ? 'draft' : 'absent',
    process: server,
    isCurrent: argv.join('\0') === wanted.join('\0'),
    answer: server === null ? null : await probeMongo({ context, layout, mongo: state }, passwords?.admin),
    strays,
  };
}
