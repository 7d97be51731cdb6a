import { describe, expect, it } from 'vitest';
import { formatServerAddress, parseServerAddress } from './server-address.ts';

describe('HOST:PORT', () => {
  it.each([
    ['proxy1:3306', 'proxy1', 3306],
    ['10.0.0.9:1', '10.0.0.9', 1],
    ['[fd00::9]:65535', 'fd00::9', 65_535],
  ])('%s is read, and written as it was', (text, address, port) => {
    expect(parseServerAddress(text)).toEqual({ address, port });
    expect(formatServerAddress({ address, port })).toBe(text);
  });

  it.each([
    'proxy1',
    'proxy1:',
    ':3306',
    'proxy1:0',
    'proxy1:65536',
    'fd00::9',
    'tcp://proxy1:3306',
    'a b:3306',
    '',
  ])('%s is refused', (text) => {
    expect(() => parseServerAddress(text)).toThrow('is not HOST:PORT, such as proxy1:3306');
  });
});
