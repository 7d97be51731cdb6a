import { z } from 'zod';
import { auditSection } from './sections/audit-section.ts';
import { authoritySection } from './sections/authority-section.ts';
import { pipelinesSection, sourcesSection } from './sections/data-sections.ts';
import { embeddingsSection } from './sections/embeddings-section.ts';
import { name } from './sections/fields.ts';
import { hostsSection } from './sections/hosts-section.ts';
import { limitsSection } from './sections/limits-section.ts';
import { mariadbSection } from './sections/mariadb-section.ts';
import { migrateSection } from './sections/migrate-section.ts';
import { mongoSection } from './sections/mongo-section.ts';
import { searchSection } from './sections/search-section.ts';
import { networkSection } from './sections/network-section.ts';
import { partitionsSection } from './sections/partitions-section.ts';
import { sshSection } from './sections/ssh-section.ts';

/**
 * The environment file: the only definition of its shape. Types, validation, messages and
 * `schema/environment.schema.json` come from it. What one section demands of another is in `check-relations.ts`.
 */
export const environmentSchema = z
  .strictObject({
    name: name().describe('Name of the environment; typed to confirm what destroys data'),
    purpose: z
      .enum(['production', 'staging', 'rehearsal'])
      .optional()
      .describe(
        'What the environment is for. Drills ask for the name of a production environment; one that says nothing is production',
      ),
    ssh: sshSection.optional(),
    hosts: hostsSection,
    network: networkSection.optional(),
    mariadb: mariadbSection,
    mongo: mongoSection.optional(),
    migrate: migrateSection.optional(),
    authority: authoritySection,
    embeddings: embeddingsSection.optional(),
    search: searchSection.optional(),
    sources: sourcesSection,
    pipelines: pipelinesSection,
    partitions: partitionsSection.optional(),
    audit: auditSection.optional(),
    limits: limitsSection,
  })
  .describe('An environment of aether: its hosts, servers, sources and limits');

/** The environment as the program uses it: sizes in bytes, durations in seconds, defaults filled in. */
export type Environment = z.output<typeof environmentSchema>;

/** The environment as it is written in the file. */
export type EnvironmentInput = z.input<typeof environmentSchema>;

/** An environment in the form of the file, with every default written out. */
export function writtenForm(environment: Environment): EnvironmentInput {
  return z.encode(environmentSchema, environment);
}
