import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownHostName, matchesHost } from './host-patterns.ts';

describe('knownHostName', () => {
  it.each([
    ['DB1.example.com', 22, 'db1.example.com'],
    ['10.0.1.11', 2222, '[10.0.1.11]:2222'],
    ['fe80::1', 22, 'fe80::1'],
    ['fe80::1', 2222, '[fe80::1]:2222'],
  ])('calls %s port %i "%s"', (address, port, name) => {
    expect(knownHostName(address, port)).toBe(name);
  });
});

describe('matchesHost', () => {
  it.each([
    ['db1.example.com', 'db1.example.com', true],
    ['DB1.Example.com', 'db1.example.com', true],
    ['db1', 'db1.example.com', false],
    ['db1,db2', 'db2', true],
    ['*.example.com', 'db1.example.com', true],
    ['*.example.com', 'example.com', false],
    ['db?.example.com', 'db1.example.com', true],
    ['db?.example.com', 'db10.example.com', false],
    ['*,!db1', 'db1', false],
    ['!db1,*', 'db1', false],
    ['!db1,*', 'db2', true],
    ['!db1', 'db2', false],
    ['[10.0.1.*]:2222', '[10.0.1.11]:2222', true],
    ['10.0.1.11', '[10.0.1.11]:2222', false],
    ['db1.example.com', 'db1xexample.com', false],
    // Hashed by ssh-keygen -H of OpenSSH 9.2.
    ['|1|u7zpwEIhIfymgQuuGOh1UzVhEy4=|LHHeK7K48Sn7Xm5eo0O95xfO/MU=', 'db1.example.com', true],
    ['|1|u7zpwEIhIfymgQuuGOh1UzVhEy4=|LHHeK7K48Sn7Xm5eo0O95xfO/MU=', 'db2.example.com', false],
    ['|1|broken', 'db1.example.com', false],
    ['|2|u7zpwEIhIfymgQuuGOh1UzVhEy4=|LHHeK7K48Sn7Xm5eo0O95xfO/MU=', 'db1.example.com', false],
  ])('%s covers %s: %s', (field, name, expected) => {
    expect(matchesHost(field, name)).toBe(expected);
  });

  it('takes every character but * ? ! and , as itself', () => {
    const names = fc
      .string({ minLength: 1 })
      .filter((text) => !/[*?!,|]/.test(text) && text === text.toLowerCase());
    fc.assert(
      fc.property(names, names, (pattern, name) => {
        expect(matchesHost(pattern, name)).toBe(pattern === name);
        expect(matchesHost(pattern, pattern)).toBe(true);
      }),
    );
  });
});
