import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadValue } from '../../../../test/support/load-value.ts';
import { columnSpec } from './column-spec.ts';

function outcome(column: Record<string, unknown>, value: string): string {
  const { loaded, rules } = loadValue(column, value);
  return loaded ?? rules.join();
}

/** YYYY-MM-DD HH:MM:SS in UTC. */
function sqlTime(epochMillis: number): string {
  return new Date(epochMillis).toISOString().slice(0, 19).replace('T', ' ');
}

describe('datetime', () => {
  it.each([
    ['2018-08-15 04:10:37', '2018-08-15 04:10:37'],
    ['2018-08-15T04:10:37Z', '2018-08-15 04:10:37'],
    ['2018-08-15 04:10', '2018-08-15 04:10:00'],
    ['2018-08-15', '2018-08-15 00:00:00'],
    ['2018-08-15T04:10:37.5+02:00', '2018-08-15 02:10:37.500000'],
    ['2018-08-15 04:10:37.123456 -0330', '2018-08-15 07:40:37.123456'],
    ['2018-01-01 00:30:00+01', '2017-12-31 23:30:00'],
    ['2016-02-29 00:00:00', '2016-02-29 00:00:00'],
    ['1969-12-31 23:59:59.9', '1969-12-31 23:59:59.900000'],
    ['0001-01-01 00:00:00', '0001-01-01 00:00:00'],
    ['0001-01-01 00:00:00+01:00', 'range'],
    ['9999-12-31 23:59:59-01:00', 'range'],
    ['2018-08-15 04:10:37.1234567', 'scale'],
    ['2018-08-15 04:10:37.1234560', '2018-08-15 04:10:37.123456'],
    ['2017-02-29 00:00:00', 'date_format'],
    ['2018-13-01', 'date_format'],
    ['0000-00-00 00:00:00', 'date_format'],
    ['2018-08-15 24:00:00', 'date_format'],
    ['2018-08-15 23:59:60', 'date_format'],
    ['2018-8-15', 'date_format'],
    ['2018-08-15 04:1a:00', 'date_format'],
    ['2018-08-15 04:10:37.', 'date_format'],
    ['2018-08-15 04:10:37 x', 'date_format'],
    ['2018-08-15 04:10:37+25:00', 'date_format'],
    ['15/08/2018', 'date_format'],
  ])('%j gives %s', (value, expected) => {
    expect(outcome({ type: 'datetime' }, value)).toBe(expected);
  });

  it.each([
    ['DD/MM/YYYY HH:mm', '15/08/2018 04:10', '2018-08-15 04:10:00'],
    ['D.M.YY', '5.8.69', '2069-08-05 00:00:00'],
    ['D.M.YY', '15.12.70', '1970-12-15 00:00:00'],
    ['MMM D, YYYY h:mm A', 'Aug 5, 2018 12:05 am', '2018-08-05 00:05:00'],
    ['MMM D, YYYY h:mm A', 'AUG 15, 2018 12:05 PM', '2018-08-15 12:05:00'],
    ['MMM D, YYYY h:mm A', 'Aug 15, 2018 13:05 PM', 'date_format'],
    ['D MMMM YYYY', '15 august 2018', '2018-08-15 00:00:00'],
    ['YYYY-MM-DD[T]HH:mm:ss.SZ', '2018-08-15T04:10:37.25+0100', '2018-08-15 03:10:37.250000'],
    ['YYYY-MM-DD HH:mm:ss Z', '2016-03-25 22:59:23 +0000', '2016-03-25 22:59:23'],
    ['YYYYMMDDHHmmss', '20180815041037', '2018-08-15 04:10:37'],
    ['epoch_s', '1534306237', '2018-08-15 04:10:37'],
    ['epoch_s', '-0.5', '1969-12-31 23:59:59.500000'],
    ['epoch_ms', '1534306237250', '2018-08-15 04:10:37.250000'],
    ['epoch_ms', '-1', '1969-12-31 23:59:59.999000'],
    ['epoch_s', '99999999999999', 'date_format'],
  ])('reads %s: %j gives %s', (format, value, expected) => {
    expect(outcome({ type: 'datetime', formats: [format] }, value)).toBe(expected);
  });

  it('tries formats in order, and takes the first that gives a possible date', () => {
    const column = { type: 'datetime', formats: ['MM/DD/YYYY', 'DD/MM/YYYY'] };
    expect(outcome(column, '01/02/2018')).toBe('2018-01-02 00:00:00');
    expect(outcome(column, '31/12/2018')).toBe('2018-12-31 00:00:00');
  });

  it('refuses an unknown token and an unknown zone', () => {
    expect(
      columnSpec.safeParse({ name: 'a', type: 'date', formats: ['YYYY-QQ'] }).error?.issues[0]?.message,
    ).toBe('unknown token QQ');
    expect(columnSpec.safeParse({ name: 'a', type: 'datetime', zone: 'Mars/Olympus' }).success).toBe(false);
  });

  it('keeps to its bounds in UTC', () => {
    const column = { type: 'datetime', zone: 'America/Sao_Paulo', max: '2018-01-01 01:59:59' };
    expect(outcome(column, '2017-12-31 23:59:59')).toBe('2018-01-01 01:59:59');
    expect(outcome(column, '2018-01-01 00:00:00')).toBe('range');
  });
});

describe('local times', () => {
  const berlin = { type: 'datetime', zone: 'Europe/Berlin' };

  it('are loaded in UTC by the rules of their zone', () => {
    expect(outcome(berlin, '2024-01-15 12:00:00')).toBe('2024-01-15 11:00:00');
    expect(outcome(berlin, '2024-07-15 12:00:00')).toBe('2024-07-15 10:00:00');
    expect(outcome({ type: 'datetime', zone: 'Asia/Kathmandu' }, '2024-07-15 12:00:00')).toBe(
      '2024-07-15 06:15:00',
    );
    expect(outcome({ type: 'datetime', zone: 'Australia/Lord_Howe' }, '2024-10-06 01:59:59')).toBe(
      '2024-10-05 15:29:59',
    );
    expect(outcome({ type: 'datetime', zone: 'America/New_York' }, '1883-11-18 12:00:00')).toMatch(
      /^1883-11-18 1[67]:/u,
    );
  });

  it('that the clock skipped are rejected, or land after the jump', () => {
    const compatible = { ...berlin, unclear_local_time: 'compatible' };
    expect(outcome(berlin, '2024-03-31 01:59:59')).toBe('2024-03-31 00:59:59');
    expect(outcome(berlin, '2024-03-31 02:30:00')).toBe('local_time');
    expect(outcome(compatible, '2024-03-31 02:30:00')).toBe('2024-03-31 01:30:00');
    expect(outcome(berlin, '2024-03-31 03:00:00')).toBe('2024-03-31 01:00:00');
    expect(outcome({ ...berlin, unclear_local_time: 'reject' }, '2024-03-31 02:30:00')).toBe('local_time');
    // Brazil's clocks jumped at midnight, so that a date alone could be a time that never was.
    expect(outcome({ ...compatible, zone: 'America/Sao_Paulo' }, '2018-11-04')).toBe('2018-11-04 03:00:00');
  });

  it('that the clock showed twice are the first of the two with a warning, or are rejected', () => {
    const compatible = { ...berlin, unclear_local_time: 'compatible' };
    expect(outcome(berlin, '2024-10-27 01:59:59')).toBe('2024-10-26 23:59:59');
    expect(outcome(compatible, '2024-10-27 02:30:00')).toBe('2024-10-27 00:30:00');
    expect(loadValue(berlin, '2024-10-27 02:30:00')).toMatchObject({
      loaded: '2024-10-27 00:30:00',
      rules: ['local_time/warn'],
    });
    expect(outcome(berlin, '2024-10-27 03:00:00')).toBe('2024-10-27 02:00:00');
    expect(outcome({ ...berlin, unclear_local_time: 'reject' }, '2024-10-27 02:30:00')).toBe('local_time');
    expect(outcome({ ...berlin, unclear_local_time: 'reject' }, '2024-10-27 03:00:00')).toBe(
      '2024-10-27 02:00:00',
    );
  });

  it('come back from every zone as the clocks there show them', () => {
    const zones = [
      'Europe/Berlin',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Pacific/Apia',
    ];
    const formats = new Map(
      zones.map((timeZone) => [
        timeZone,
        new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
      ]),
    );
    const anyTime = fc.integer({ min: Date.UTC(1950, 0) / 1000, max: Date.UTC(2040, 0) / 1000 });
    fc.assert(
      fc.property(anyTime, fc.constantFrom(...zones), (seconds, zone) => {
        const local = formats.get(zone)?.format(seconds * 1000) ?? '';
        const loaded = outcome({ type: 'datetime', zone, unclear_local_time: 'compatible' }, local);
        const again = formats.get(zone)?.format(Date.parse(`${loaded.replace(' ', 'T')}Z`));
        expect(again).toBe(local);
        const strict = outcome({ type: 'datetime', zone, unclear_local_time: 'reject' }, local);
        if (strict !== 'local_time') expect(strict).toBe(sqlTime(seconds * 1000));
      }),
      { numRuns: 300 },
    );
  });
});

describe('date', () => {
  it.each([
    ['2018-08-15', '2018-08-15'],
    ['2018-08-15 00:00:00', '2018-08-15'],
    ['2018-08-15 10:00:00', 'scale'],
    ['2100-02-29', 'date_format'],
    ['2000-02-29', '2000-02-29'],
    ['1999-12-31', 'range'],
  ])('%j gives %s', (value, expected) => {
    expect(outcome({ type: 'date', min: '2000-01-01' }, value)).toBe(expected);
  });

  it('agrees with the runtime on every day that there is', () => {
    const parts = fc.tuple(
      fc.integer({ min: 1, max: 9999 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
    );
    fc.assert(
      fc.property(parts, ([year, month, day]) => {
        const text = [
          String(year).padStart(4, '0'),
          String(month).padStart(2, '0'),
          String(day).padStart(2, '0'),
        ].join('-');
        const date = new Date(`${text}T00:00:00Z`);
        const exists = !Number.isNaN(date.getTime()) && date.getUTCDate() === day;
        expect(outcome({ type: 'date' }, text)).toBe(exists ? text : 'date_format');
      }),
      { numRuns: 2000 },
    );
  });

  it('loads the same moment as the runtime for any offset', () => {
    const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
    const moment = fc.integer({ min: Date.UTC(1, 5) / 1000, max: Date.UTC(9999, 5) / 1000 });
    fc.assert(
      fc.property(moment, offset, (seconds, minutes) => {
        const sign = minutes < 0 ? '-' : '+';
        const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const zone = `${sign}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
        const local = sqlTime((seconds + minutes * 60) * 1000);
        expect(outcome({ type: 'datetime' }, `${local}${zone}`)).toBe(sqlTime(seconds * 1000));
      }),
      { numRuns: 2000 },
    );
  });
});
