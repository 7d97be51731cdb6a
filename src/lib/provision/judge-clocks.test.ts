import { describe, expect, it } from 'vitest';
import { judgeClocks, type HostClock } from './judge-clocks.ts';

const right: HostClock = { host: 'db1', skewSeconds: 0, needsCertificate: true, isToBeSet: false };
const slow: HostClock = { ...right, host: 'db2', skewSeconds: -600 };

describe('the clocks of the hosts', () => {
  it('are right within some seconds', () => {
    expect(judgeClocks([right, { ...slow, skewSeconds: 4.9 }])).toEqual([]);
  });

  it.each<[string, Partial<HostClock>]>([
    ['has its certificate', { needsCertificate: false }],
    ['is about to get chrony', { isToBeSet: true }],
  ])('are said to be wrong if the host %s', (_what, words) => {
    expect(judgeClocks([right, { ...slow, ...words }])).toEqual([
      'db2: its clock is 10m0s slow against this computer',
    ]);
  });

  it.each<[string, Partial<HostClock>, RegExp]>([
    ['nothing sets them', {}, /^db2: its clock is 10m0s slow .*: a certificate .* nothing was changed$/],
    [
      'they are further off than a certificate is backdated',
      { isToBeSet: true, skewSeconds: -3600 },
      /1h0m slow/,
    ],
    ['they are ahead', { skewSeconds: 5 }, /5\.00s fast/],
  ])('stop the run if a certificate is needed and %s', (_what, words, message) => {
    expect(() => judgeClocks([right, { ...slow, ...words }])).toThrow(message);
  });

  it('are right if all differ from the one of this computer alike', () => {
    const hosts = ['db1', 'db2'].map((host) => ({ ...slow, host }));
    expect(() => judgeClocks(hosts)).toThrow(
      /^the clock of this computer is 10m0s fast against all 2 hosts, and certificates are to be signed/,
    );
  });
});
