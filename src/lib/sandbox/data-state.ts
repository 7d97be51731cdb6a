/** What a data directory is; `draft`: an installation that was not finished. */
export type DataState = 'absent' | 'draft' | 'complete';
