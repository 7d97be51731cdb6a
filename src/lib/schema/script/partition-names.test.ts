import { expect, it } from 'vitest';
import { partitionNames } from './partition-names.ts';

it.each([
  ['CREATE TABLE a (id INT)', []],
  ['ALTER TABLE a PARTITION BY HASH (id) PARTITIONS 2', []],
  ['CREATE TABLE a (`partition` INT) PARTITION BY HASH (id) PARTITIONS 3', ['p0', 'p1', 'p2']],
  [
    'CREATE TABLE IF NOT EXISTS s.a (id INT) PARTITION BY RANGE (id) (PARTITION P2025 VALUES LESS THAN (1), PARTITION `p max` VALUES LESS THAN (MAXVALUE))',
    ['p2025', 'p max'],
  ],
  [
    'CREATE TABLE a (id INT) PARTITION BY LIST (id) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION x VALUES IN (1) ENGINE = InnoDB)',
    ['x'],
  ],
])('%s: %j', (text, names) => expect([...partitionNames(text)]).toEqual(names));
