import { AetherError } from '../../core/errors.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import { ACCOUNT_TABLE } from '../../infra/mariadb/accounts/account-table.ts';
import { quoteText } from '../../infra/mariadb/identifiers.ts';
import { remoteSession } from '../../infra/mariadb/remote-session.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import { DATA_DIR, SEED_DIRECTORY, SEEDED_MARK, SST_PORT, TLS } from '../mariadb/places.ts';
import { askServer, runOn, say, type Fleet } from './fleet.ts';
import { refuse } from './refuse.ts';

const DRAFT = `${DATA_DIR}/${SEED_DIRECTORY}`;
const FOLLOW_SECONDS = 120;

/** The server that a replica is copied from and follows: the first member that answers, or the single server. */
async function sourceOf({
  context,
  environment,
}: Fleet): Promise<{ readonly name: string; readonly address: string; readonly port: number }> {
  for (const name of hostsWith(environment, ['galera', 'mariadb'])) {
    const host = environment.hosts[name];
    if (host === undefined || (await askServer(context, name))?.answers !== true) continue;
    return { name, address: host.address, port: host.ports.mariadb ?? environment.mariadb.port };
  }
  throw refuse({
    reason: 'no server answers that the replica could be copied from',
    hint: 'run the same command again when one does',
  });
}

/**
 * Copies a server that serves meanwhile: mariadb-backup streams it over TLS, both sides verified, into a directory beside the
 * data of the replica, which takes their place only when it is whole. Data that are not an empty installation stop it.
 */
export async function seedReplica(fleet: Fleet, host: string): Promise<void> {
  const { environment } = fleet;
  const source = await sourceOf(fleet);
  const server = await askServer(fleet.context, host);
  if (server?.data.kind !== 'blank')
    throw refuse({ reason: `${host} has data`, hint: 'move its data directory away' });
  const address = environment.hosts[host]?.address ?? '';
  await say(
    fleet,
    host,
    'making room for the copy',
    `systemctl stop mariadb.service\nrm -rf ${DRAFT}\ninstall -d -m 700 ${DRAFT}`,
  );
  const pair = `cert=${TLS.certificate},key=${TLS.key},cafile=${TLS.ca},verify=1`;
  const receive = runOn(fleet, host, {
    name: 'receive',
    title: `receive a copy of ${source.name}`,
    script: `
socat -u OPENSSL-LISTEN:${SST_PORT},bind=${address},reuseaddr,accept-timeout=120,${pair},commonname=${source.name} STDOUT | mbstream -x -C ${DRAFT}
[ -e ${DRAFT}/mariadb_backup_checkpoints ] || [ -e ${DRAFT}/xtrabackup_checkpoints ] || { echo 'the copy did not arrive whole'; exit 1; }
mariadb-backup --no-defaults --prepare --target-dir=${DRAFT} >${DRAFT}.log 2>&1 || { tail -n 20 ${DRAFT}.log; exit 1; }
rm -f ${DRAFT}.log`,
  });
  const send = runOn(fleet, source.name, {
    name: 'send',
    title: `send a copy to ${host}`,
    script: `mkdir -p /var/lib/aether/seed
status=$( { { mariadb-backup --backup --galera-info --stream=mbstream --target-dir=/var/lib/aether/seed 2>/var/lib/aether/seed.log; echo $? >&3; } |
  socat -u STDIN OPENSSL:${address}:${SST_PORT},retry=60,interval=1,${pair},commonname=${host}; } 3>&1 )
[ "$status" = 0 ] || { tail -n 20 /var/lib/aether/seed.log; exit 1; }`,
  });
  await bothOrThrow(receive, send);
  await runOn(fleet, host, { name: 'seed', title: 'put the copy in place', script: PLACE_COPY });
}

/** Only what an installation brings is removed, and only now. */
const PLACE_COPY = `cd ${DATA_DIR}
for entry in $(find . -mindepth 1 -maxdepth 1 -type d -printf '%f\\n'); do
  case $entry in mysql|performance_schema|sys|test|lost+found|${SEED_DIRECTORY}) ;; *) echo "${DATA_DIR}/$entry is in the way"; exit 1 ;; esac
done
find . -mindepth 1 -maxdepth 1 ! -name lost+found ! -name ${SEED_DIRECTORY} -exec rm -rf {} +
find ${SEED_DIRECTORY} -mindepth 1 -maxdepth 1 -exec mv -t . {} +
rmdir ${SEED_DIRECTORY}
: >${SEEDED_MARK}
chown -R mysql:mysql .
sync -- ${SEEDED_MARK}`;

/** If one side fails, the other one ends by itself; the sender knows better why. */
async function bothOrThrow(receive: Promise<void>, send: Promise<void>): Promise<void> {
  const [received, sent] = await Promise.allSettled([receive, send]);
  if (sent.status === 'rejected') throw sent.reason;
  if (received.status === 'rejected') throw received.reason;
}

/** Makes a replica follow its source from where its copy is, and waits until both threads run. Throws PROVISION_FAILED. */
export async function followSource(fleet: Fleet, host: string): Promise<void> {
  const { context } = fleet;
  const source = await sourceOf(fleet);
  const session = remoteSession(await context.ssh(host));
  const known = (await askServer(context, host))?.replica !== undefined;
  const position = known
    ? []
    : [`SET GLOBAL gtid_slave_pos = ${quoteText(await seedPosition(fleet, host))};`];
  const { passwords } = await fleet.material();
  await session.run(
    [
      ...(known ? ['STOP SLAVE;'] : []),
      ...position,
      `${changeMaster(source, passwords.replication ?? '')};`,
      'START SLAVE;',
    ].join('\n'),
  );
  const follows = await waitUntil(
    async () => {
      const replica = (await askServer(context, host))?.replica;
      return replica?.io === 'Yes' && replica.sql === 'Yes' ? true : undefined;
    },
    { clock: context.clock, signal: context.signal, deadlineSeconds: FOLLOW_SECONDS, everyMs: 500 },
  );
  if (follows === true) return;
  throw new AetherError(
    'PROVISION_FAILED',
    `${host} does not follow ${source.name} after ${FOLLOW_SECONDS} s`,
    {
      hint: `look at SHOW REPLICA STATUS on ${host}, then run the same command again`,
      details: { host, source: source.name },
    },
  );
}

function changeMaster(source: { readonly address: string; readonly port: number }, password: string): string {
  const options = [
    `MASTER_HOST=${quoteText(source.address)}`,
    `MASTER_PORT=${source.port}`,
    `MASTER_USER=${quoteText(ACCOUNT_TABLE.replication.user)}`,
    `MASTER_PASSWORD=${quoteText(password)}`,
    'MASTER_USE_GTID=slave_pos',
    'MASTER_CONNECT_RETRY=1',
    'MASTER_SSL=1',
    `MASTER_SSL_CA=${quoteText(TLS.ca)}`,
    'MASTER_SSL_VERIFY_SERVER_CERT=1',
  ];
  return `CHANGE MASTER TO ${options.join(', ')}`;
}

/** The GTID position of the copy: the third field of the file that mariadb-backup leaves; 11.x has given it a new name. */
async function seedPosition(fleet: Fleet, host: string): Promise<string> {
  const files = ['mariadb_backup_binlog_info', 'xtrabackup_binlog_info'].map((name) => `${DATA_DIR}/${name}`);
  const text = await say(
    fleet,
    host,
    'reading the position of the copy',
    `cat ${files.join(' ')} 2>/dev/null || :`,
  );
  const position = text.trimEnd().split('\t')[2]?.trim();
  if (position !== undefined && position !== '') return position;
  throw new AetherError(
    'PROVISION_FAILED',
    `${host}: its data do not say which position they are a copy of`,
    {
      hint: `stop its server, move ${DATA_DIR} away, and run the same command again`,
    },
  );
}
