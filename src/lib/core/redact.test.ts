import { describe, expect, it } from 'vitest';
import { createRedactor } from './redact.ts';

describe('createRedactor', () => {
  it('blanks out every secret, the longer one first', () => {
    const redactor = createRedactor();
    redactor.add('hunter');
    redactor.add('hunter22');
    expect(redactor.redact('a hunter22 and a hunter')).toBe('a [redacted] and a [redacted]');
  });

  it('finds a secret inside a JSON document, where it looks different', () => {
    const redactor = createRedactor();
    redactor.add('pass"word\\');
    expect(redactor.redact(JSON.stringify({ text: 'pass"word\\' }))).toBe('{"text":"[redacted]"}');
  });

  it('leaves texts alone that are too short to be secrets', () => {
    const redactor = createRedactor();
    redactor.add('abc');
    expect(redactor.redact('abc')).toBe('abc');
  });
});
