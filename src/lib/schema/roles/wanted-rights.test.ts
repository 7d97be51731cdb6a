import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageFile } from '../../core/package-root.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import {
  BUSINESS_VIEWS,
  MASKED_VIEWS,
  OPERATIONS_VIEWS,
  OWNER_PROCEDURES,
  ROLE_KEYS,
  type RoleKey,
  roleOf,
  SHOP_PROCEDURES,
} from '../../infra/mariadb/accounts/role-table.ts';
import { rightText } from '../../infra/mariadb/accounts/right.ts';
import { objectsOfFiles } from './read-our-objects.ts';
import { objectName, type SchemaObject } from './schema-object.ts';
import { isNamed, wantedRights } from './wanted-rights.ts';

const DIRECTORY = packageFile('sql', 'migrations');
const DATABASES = databasesOf('my_shop');

let objects: readonly SchemaObject[];
beforeAll(async () => {
  objects = await objectsOfFiles(DIRECTORY);
});

const may = (role: RoleKey) => wantedRights(roleOf(role), DATABASES, objects).map(rightText);
const named = (type: SchemaObject['type']) =>
  objects.filter((object) => object.type === type).map(objectName);

describe('every object that aether makes is decided', () => {
  it('a view: BUSINESS_VIEWS if nothing personal is in it, OPERATIONS_VIEWS if it is of the machinery', () => {
    const decided = { named: [...MASKED_VIEWS, ...BUSINESS_VIEWS, ...OPERATIONS_VIEWS] };
    expect(named('view').filter((view) => !isNamed(view, decided))).toEqual([]);
  });

  it('a procedure: SHOP_PROCEDURES if the shop calls it, else OWNER_PROCEDURES', () =>
    expect(
      named('procedure').filter(
        (name) => !isNamed(name, { named: [...SHOP_PROCEDURES, ...OWNER_PROCEDURES] }),
      ),
    ).toEqual([]));

  it('a function changes nothing, as whoever only reads may run it', async () => {
    const functions = objects.filter(({ type }) => type === 'function');
    const texts = await Promise.all(
      functions.map(({ name }) => readFile(join(dirname(DIRECTORY), 'routines', `${name}.sql`), 'utf8')),
    );
    expect(texts.filter((text) => text.includes('MODIFIES SQL DATA'))).toEqual([]);
  });

  it('tables are those of the migrations', () => {
    expect(named('table')).toContain('data.customer');
    expect(named('table')).toContain('meta.pii_column');
    expect(new Set(named('table')).size).toBe(named('table').length);
  });
});

describe('an analyst', () => {
  it('gets views alone, masked or without personal data, and the masks', () => {
    const rights = may('analyst');
    expect(rights).toContain('SELECT ON `my_shop`.`masked_customer`');
    expect(rights).toContain('SELECT ON `my_shop_meta`.`masked_ingest_reject`');
    expect(rights).toContain('SELECT ON `my_shop`.`current_price`');
    expect(rights).toContain('EXECUTE ON FUNCTION `my_shop`.`mask_email`');
    const views = new Set(named('view').map((name) => name.split('.')[1]));
    const other = rights.filter((right) => {
      const [, object = ''] = /`([^`]*)`$/.exec(right) ?? [];
      return !views.has(object) && !object.startsWith('mask_');
    });
    expect(other).toEqual([]);
  });

  it('gets a view that is new as soon as its name is masked_…, and no other one', () => {
    const added: SchemaObject[] = ['masked_wish', 'customer_list'].map((name) => ({
      type: 'view',
      database: 'data',
      name,
    }));
    expect(wantedRights(roleOf('analyst'), DATABASES, added).map(rightText)).toEqual([
      'SELECT ON `my_shop`.`masked_wish`',
    ]);
  });
});

describe('a shop', () => {
  it('neither reads nor writes the audit', () =>
    expect([...may('app_rw'), ...may('app_ro')].filter((right) => right.includes('audit_'))).toEqual([]));
  it('writes its own tables, not those of the machinery', () => {
    expect(may('app_rw')).toContain('INSERT ON `my_shop`.`order_item`');
    expect(may('app_rw').filter((right) => right.includes('my_shop_'))).toEqual([]);
    expect(may('app_ro').filter((right) => !/^(SELECT|EXECUTE) /.test(right))).toEqual([]);
  });
});

it('the name of a database has its wildcards escaped, that of a table in it does not', () => {
  expect(may('owner')).toEqual([
    'ALL PRIVILEGES ON `my\\_shop\\_archive`.*',
    'ALL PRIVILEGES ON `my\\_shop\\_meta`.*',
    'ALL PRIVILEGES ON `my\\_shop\\_stage`.*',
    'ALL PRIVILEGES ON `my\\_shop`.*',
  ]);
  expect(may('auditor')).toContain('SELECT ON `my_shop`.`audit_event`');
});

it.each(ROLE_KEYS.filter((key) => !['migrator', 'ops'].includes(key)))(
  '%s may do nothing on the server as a whole',
  (key) => expect(may(key).filter((right) => right.endsWith(' ON *.*'))).toEqual([]),
);

it('nobody may give rights on', () =>
  expect(ROLE_KEYS.flatMap(may).filter((right) => right.includes('GRANT OPTION'))).toEqual([]));
