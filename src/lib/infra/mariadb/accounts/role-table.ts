import { ACCOUNT_TABLE, type Account, type AccountKey } from './account-table.ts';

/** What a role may do. */
export interface RoleGrant {
  readonly privileges: readonly string[];
  /**
   * `server`: on `*.*`. `databases`: on whole databases of the environment. `mysql`: on tables of the server's own database. Else on
   * single objects that aether has made; what is made later is granted by the next run.
   */
  readonly on: 'server' | 'databases' | 'mysql' | 'table' | 'view' | 'function' | 'procedure';
  /** What of it, with `*` for any characters; `audit` is the database of the audit: `meta` of databases, `db` of mysql, `data.price` of tables, `*.masked_*` of views. */
  readonly named?: readonly string[];
  readonly except?: readonly string[];
}

export interface Role {
  /** For people: whom it is for, and what it keeps them from. */
  readonly usedFor: string;
  readonly grants: readonly RoleGrant[];
  /** The account of aether's that is in it. It keeps its own grants, so that it works also if somebody drops the role. */
  readonly account?: AccountKey;
}

/** Views without personal data, whoever is in them. */
export const BUSINESS_VIEWS = [
  'data.available_stock',
  'data.current_price',
  'data.daily_sales',
  'data.order_summary',
] as const;
/** Views on how the servers, the files and the tables are; nothing of a customer is in them. */
export const OPERATIONS_VIEWS = [
  'meta.ingestion_status',
  '*.partition_*',
  '*.integrity_*',
  '*.*_indexes',
] as const;
/** Views of tables with personal data, each column of them masked. */
export const MASKED_VIEWS = ['*.masked_*'] as const;
/** What a shop calls. */
export const SHOP_PROCEDURES = [
  'data.place_order',
  'data.cancel_order',
  'data.reserve_stock',
  'data.ship_order',
  'data.process_return',
] as const;
/** What the owner alone calls: it changes prices, erases people, or is a part of another procedure and checks little itself. */
export const OWNER_PROCEDURES = [
  'data.reprice',
  'data.anonymise_customer',
  'data.make_order',
  'data.lock_order',
  'data.reserve_line',
  'data.check_*',
  'data.require_*',
  'data.refuse',
] as const;

/** Tables that record who did what: a shop neither reads nor writes them, or nobody could trust them. */
const AUDIT_TABLES = ['data.audit_*'];
const SHOP_TABLES = { on: 'table', named: ['data.*'], except: AUDIT_TABLES } as const;
const READS_SHOP = [
  { privileges: ['SELECT'], on: 'view', named: ['data.*'], except: ['data.masked_*'] },
  { privileges: ['EXECUTE'], on: 'function', named: ['data.*'] },
] as const satisfies readonly RoleGrant[];

/**
 * Every role of an environment, with all that it may do and nothing more. On a server it has the name of the environment's
 * database before its own: `aethermart_analyst`. `aether schema grant` makes them, docs/accounts.md is generated from them.
 */
export const ROLE_TABLE = {
  owner: {
    usedFor: 'people who answer for the data: everything in the four databases, nothing on the server',
    grants: [{ privileges: ['ALL PRIVILEGES'], on: 'databases', named: ['*'] }],
  },
  migrator: {
    usedFor: 'who applies the schema; SET USER makes it as powerful as root',
    grants: sameAs(ACCOUNT_TABLE.migrator),
    account: 'migrator',
  },
  ingest: {
    usedFor: 'jobs that load data',
    grants: sameAs(ACCOUNT_TABLE.ingest),
    account: 'ingest',
  },
  app_rw: {
    usedFor: 'the shop: its tables, views, functions and procedures; not the audit',
    grants: [
      { privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], ...SHOP_TABLES },
      ...READS_SHOP,
      { privileges: ['EXECUTE'], on: 'procedure', named: SHOP_PROCEDURES },
    ],
  },
  app_ro: {
    usedFor: 'the pages of the shop that only read; personal data are in them',
    grants: [{ privileges: ['SELECT'], ...SHOP_TABLES }, ...READS_SHOP],
  },
  analyst: {
    usedFor: 'people who ask questions: masked views and views without personal data; no table, no procedure',
    grants: [
      { privileges: ['SELECT'], on: 'view', named: [...MASKED_VIEWS, ...BUSINESS_VIEWS] },
      // SELECT from a masked view does not need it, SHOW COLUMNS of one does. They see nothing but what they are given.
      { privileges: ['EXECUTE'], on: 'function', named: ['data.mask_*'] },
    ],
  },
  auditor: {
    usedFor:
      'people who prove who did what: the audit with its values, who may do what, what was run; no other personal data',
    grants: [
      { privileges: ['SELECT'], on: 'table', named: [...AUDIT_TABLES, 'audit.*'] },
      {
        privileges: ['SELECT'],
        on: 'table',
        named: ['migration', 'migration_*', 'repeatable', 'lineage_*', 'pii_column', 'glossary_term'].map(
          (name) => `meta.${name}`,
        ),
      },
      { privileges: ['SELECT'], on: 'view', named: [...MASKED_VIEWS, ...OPERATIONS_VIEWS] },
      { privileges: ['EXECUTE'], on: 'function', named: ['data.mask_*'] },
      {
        // Not global_priv and user: they have the hashes of passwords.
        privileges: ['SELECT'],
        on: 'mysql',
        named: ['db', 'tables_priv', 'columns_priv', 'procs_priv', 'roles_mapping'],
      },
    ],
  },
  ops: {
    usedFor: 'people who run the servers: sessions, replication, the state of files and partitions; no table',
    grants: [
      { privileges: ['PROCESS', 'BINLOG MONITOR', 'SLAVE MONITOR', 'CONNECTION ADMIN'], on: 'server' },
      { privileges: ['SELECT'], on: 'view', named: OPERATIONS_VIEWS },
    ],
  },
} as const satisfies Record<string, Role>;

export type RoleKey = keyof typeof ROLE_TABLE;

export const ROLE_KEYS = Object.keys(ROLE_TABLE) as readonly RoleKey[];

/** The row of a role, as the general type. */
export function roleOf(key: RoleKey): Role {
  return ROLE_TABLE[key];
}

/** `aethermart_analyst`: roles belong to a server, which may hold several environments. */
export function roleName(database: string, key: RoleKey): string {
  return `${database}_${key}`;
}

/** What an account may do in the databases and on the server, without giving it on. */
function sameAs({ grants }: Pick<Account, 'grants'>): RoleGrant[] {
  return grants.flatMap(({ privileges, on }) => {
    if (on === 'drills') return [];
    return [on === 'server' ? { privileges, on } : { privileges, on, named: ['*'] }];
  });
}
