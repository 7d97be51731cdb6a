/** What a server is for. `single` is on its own, `member` belongs to a Galera cluster, `replica` has a source. */
export type ServerRole = 'single' | 'member' | 'replica';
