import { describe, expect, it } from 'vitest';
import { newPassword, newRunId } from './ids.ts';

describe('ids', () => {
  it('makes run ids that sort by time', () => {
    const early = newRunId(new Date('2026-11-23T03:15:00Z'));
    const late = newRunId(new Date('2026-11-23T03:15:01Z'));
    expect(early).toMatch(/^20261123T031500Z-[0-9a-f]{6}$/);
    expect(early < late).toBe(true);
  });

  it('makes passwords of the length asked for, without letters that look alike', () => {
    const passwords = Array.from({ length: 200 }, () => newPassword(24));
    expect(new Set(passwords).size).toBe(200);
    expect(passwords.every((password) => /^[A-HJ-NP-Za-km-z2-9]{24}$/.test(password))).toBe(true);
  });
});
