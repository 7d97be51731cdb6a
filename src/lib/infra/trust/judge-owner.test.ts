import { describe, expect, it } from 'vitest';
import { whoElseReads, whyNotTrusted } from './judge-owner.ts';

const alice = { uid: 1000, gid: 1000 };
const root = { uid: 0, gid: 0 };
const mallory = { uid: 1666, gid: 1666 };

describe('who may own a file that is found by walking up', () => {
  it.each([
    ['the caller', { ...alice, mode: 0o644 }, alice],
    ['root', { ...root, mode: 0o644 }, alice],
    ['the user who typed sudo', { ...alice, mode: 0o644 }, { ...root, sudo: alice }],
    ['the caller, writable by the own group', { ...alice, mode: 0o664 }, alice],
    ['root, writable by the group of root', { ...root, mode: 0o664 }, alice],
  ])('%s', (_who, file, caller) => {
    expect(whyNotTrusted(file, caller)).toBeUndefined();
  });

  it.each([
    ['another user', { ...mallory, mode: 0o644 }, alice, 'belongs to another user (uid 1666)'],
    ['another user, for root', { ...mallory, mode: 0o644 }, root, 'belongs to another user (uid 1666)'],
    ['another user under sudo', { ...mallory, mode: 0o600 }, { ...root, sudo: alice }, 'uid 1666'],
    [
      'a user whom SUDO_UID names without root',
      { ...mallory, mode: 0o644 },
      { ...alice, sudo: mallory },
      'uid 1666',
    ],
    ['the caller, writable by all', { ...alice, mode: 0o666 }, alice, 'every user'],
    ['root, writable by all', { ...root, mode: 0o602 }, alice, 'every user'],
    [
      'the caller, writable by a shared group',
      { ...alice, gid: 50, mode: 0o664 },
      alice,
      'the group with gid 50',
    ],
  ])('not %s', (_who, file, caller, why) => {
    expect(whyNotTrusted(file, caller)).toContain(why);
  });
});

describe('who besides its owner can read a secret', () => {
  it.each([
    [{ ...alice, mode: 0o600 }, undefined],
    [{ ...alice, mode: 0o640 }, undefined],
    [{ ...alice, mode: 0o604 }, 'every user'],
    [{ ...alice, gid: 50, mode: 0o640 }, 'the group with gid 50'],
    [{ ...mallory, mode: 0o640 }, 'the group with gid 1666'],
  ])('%j: %s', (file, who) => {
    expect(whoElseReads(file, alice)).toBe(who);
  });
});
