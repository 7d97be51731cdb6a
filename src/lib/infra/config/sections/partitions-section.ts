import { z } from 'zod';
import { path } from './fields.ts';

export const partitionsSection = z
  .strictObject({
    archive_dir: path().describe(
      'Directory for the files of archived partitions; give it backups of its own, and keep it off the database hosts',
    ),
  })
  .describe('Where archived partitions go; when they go is in the table partition_policy');
