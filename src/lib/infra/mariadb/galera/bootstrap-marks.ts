import { DATA_DIR } from './member-data.ts';

/** Part of a shell script: removes what could bootstrap a member at its next start, under all names that it has had. */
export const CLEAR_BOOTSTRAP_MARKS = `rm -f /run/mariadb-wsrep-new-cluster /run/mysqld/wsrep-new-cluster
systemctl unset-environment _WSREP_NEW_CLUSTER MYSQLD_OPTS
if [ -f ${DATA_DIR}/grastate.dat ]; then sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 0/' ${DATA_DIR}/grastate.dat; fi`;

/** Part of a shell script: lets exactly this member be bootstrapped. */
export const MARK_SAFE_TO_BOOTSTRAP = `if [ -f ${DATA_DIR}/grastate.dat ]; then sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' ${DATA_DIR}/grastate.dat; fi`;
