import { describe, expect, it } from 'vitest';
import { toJsonSchema } from './json-schema.ts';
import { isMapping } from './merge.ts';
import { environmentSchema, writtenForm } from './environment-schema.ts';

const smallest = {
  name: 'dev',
  hosts: { db1: { address: '127.0.0.1', roles: ['mariadb'] } },
  mariadb: { version: '10.11', tls: { mode: 'off' } },
};

describe('environmentSchema', () => {
  it('fills in every default of the smallest environment', () => {
    expect(environmentSchema.parse(smallest)).toEqual({
      name: 'dev',
      hosts: { db1: { address: '127.0.0.1', roles: ['mariadb'], ports: {} } },
      mariadb: { version: '10.11', database: 'aethermart', port: 3306, accounts: {}, tls: { mode: 'off' } },
      authority: { key: 'tls/ca-key.pem' },
      sources: {},
      pipelines: {},
      limits: {
        parallel_connections: 2,
        chunk_bytes: 3_145_728,
        max_rejects: 0,
        statement_timeout: 3600,
        lock_wait_timeout: 3,
        outage_tolerance: 60,
      },
    });
  });

  it('refuses vectors that do not fit into a row', () => {
    const of = (dimensions: number) => ({
      ...smallest,
      embeddings: { provider: 'openai', model: 'm', dimensions, base_url: 'http://127.0.0.1:1/v1' },
    });
    expect(environmentSchema.safeParse(of(16_373)).success).toBe(true);
    expect(environmentSchema.safeParse(of(16_374)).error?.message).toContain('must be 16373 or less');
  });

  it('writes an environment out in the form of the file', () => {
    const environment = environmentSchema.parse(smallest);
    const written = writtenForm(environment);
    expect(written.limits).toMatchObject({
      chunk_bytes: '3MiB',
      statement_timeout: '1h',
      lock_wait_timeout: '3s',
    });
    expect(environmentSchema.parse(written)).toEqual(environment);
  });

  it.each([
    ['10.11', true],
    ['11.8', true],
    ['12.0', true],
    ['10.6', false],
    ['9.20', false],
    ['10.11.6', false],
    [10.11, false],
  ])('takes MariaDB %s: %s', (version, accepted) => {
    const environment = { ...smallest, mariadb: { ...smallest.mariadb, version } };
    expect(environmentSchema.safeParse(environment).success).toBe(accepted);
  });

  it.each([
    ['db1.example.com', true],
    ['10.0.0.1', true],
    ['::1', true],
    ['fd00::10.0.0.1', true],
    ['10.0.0.1:3306', false],
    ['dba@db1', false],
    ['-oProxyCommand=x', false],
    ['', false],
  ])('takes %s as an address: %s', (address, accepted) => {
    const environment = { ...smallest, hosts: { db1: { address, roles: ['mariadb'] } } };
    expect(environmentSchema.safeParse(environment).success).toBe(accepted);
  });

  it.each([
    [0, true],
    [250, true],
    ['0.5%', true],
    ['100%', true],
    ['101%', false],
    ['5', true],
    ['1%,range=5', true],
    ['range=5', false],
    [-1, false],
  ])('takes %s as a budget of rejects: %s', (budget, accepted) => {
    const environment = { ...smallest, limits: { max_rejects: budget } };
    expect(environmentSchema.safeParse(environment).success).toBe(accepted);
  });
});

describe('the JSON Schema of it', () => {
  it('describes every field', () => {
    expect(undescribed(toJsonSchema(environmentSchema), '')).toEqual([]);
  });
});

/** The paths of properties that have no description. */
function undescribed(schema: unknown, at: string): string[] {
  if (!isMapping(schema)) return [];
  const properties = isMapping(schema['properties']) ? Object.entries(schema['properties']) : [];
  return [
    ...properties
      .filter(([, value]) => isMapping(value) && value['description'] === undefined)
      .map(([key]) => at + key),
    ...properties.flatMap(([key, value]) => undescribed(value, `${at}${key}.`)),
    ...undescribed(schema['additionalProperties'], `${at}*.`),
  ];
}
