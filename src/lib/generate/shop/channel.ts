/** The ways to sell, as the database knows them. */
export const CHANNELS = ['web', 'mobile', 'retail'] as const;

export type Channel = (typeof CHANNELS)[number];
