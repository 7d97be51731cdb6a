import { describe, expect, it } from 'vitest';
import { dataUuid, judgeDisk, type WantedDisk } from './judge-disk.ts';
import { parseDisk } from './see-disk.ts';

const UUID = dataUuid('shop', 'db1');
const DISK: WantedDisk = { host: 'db1', device: '/dev/vdb', uuid: UUID };
const EXISTS = 'bytes 1073741824';

function judge(...lines: string[]) {
  return judgeDisk(parseDisk(lines.join('\n')), DISK);
}

describe('a data disk', () => {
  it.each<[string, string[], string]>([
    ['that is blank is formatted', [EXISTS, 'uuid', 'zero'], 'format'],
    ['that a cut-off run was formatting is formatted', [EXISTS, 'uuid', 'half-formatted'], 'format'],
    [
      'that a cut-off run had just formatted is formatted again',
      [EXISTS, `uuid ${UUID}`, `signature ext4 aether-data ${UUID}`, 'half-formatted'],
      'format',
    ],
    [
      'that was formatted for this host is mounted',
      [EXISTS, `uuid ${UUID}`, `signature ext4 aether-data ${UUID}`],
      'mount',
    ],
    [
      'that is mounted is left alone, whatever is on it',
      [EXISTS, 'uuid 1234', 'mounted this', 'udev'],
      'mounted',
    ],
  ])('%s', (_what, lines, kind) => {
    expect(judge(...lines)).toEqual({ kind });
  });

  it.each<[string, string[], RegExp]>([
    ['does not exist', [], /^db1: there is no block device \/dev\/vdb$/],
    [
      'has a file system of somebody else',
      [EXISTS, 'uuid 1234', 'signature ext4 shop 1234'],
      /not blank \(ext4 shop 1234\)/,
    ],
    [
      'has a file system that was made for another host',
      [EXISTS, `uuid ${dataUuid('shop', 'db2')}`, `signature ext4 aether-data ${dataUuid('shop', 'db2')}`],
      /not blank \(ext4 aether-data/,
    ],
    ['has a partition table', [EXISTS, 'uuid', 'signature gpt'], /not blank \(gpt\)/],
    ['has data that nothing knows', [EXISTS, 'uuid'], /first or last MiB holds data/],
    [
      'has something else than a cut-off run left',
      [EXISTS, 'uuid 1234', 'signature xfs 1234', 'half-formatted'],
      /not blank \(xfs 1234\)/,
    ],
    [
      'has two signatures',
      [EXISTS, `uuid ${UUID}`, `signature ext4 aether-data ${UUID}`, 'signature gpt'],
      /not blank \(ext4 .*; gpt\)/,
    ],
    ['is mounted elsewhere', [EXISTS, 'uuid', 'zero', 'elsewhere /srv'], /is mounted on \/srv/],
    [
      'would hide data',
      [EXISTS, 'uuid', 'zero', 'entry mysql', 'entry ibdata1'],
      /has data \(mysql, ibdata1\)/,
    ],
    ['is not the one that is mounted', [EXISTS, 'uuid', 'mounted other'], /is on another disk/],
  ])('is refused if it %s', (_what, lines, reason) => {
    expect(judge(...lines)).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
  });

  it('gets a UUID that is valid, the same in every run, and another one on every host', () => {
    expect(UUID).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(
      new Set([UUID, dataUuid('shop', 'db1'), dataUuid('shop', 'db2'), dataUuid('other', 'db1')]).size,
    ).toBe(3);
  });
});
