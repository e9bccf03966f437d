import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationHint, parseDuration } from '../../src/profile/duration.ts';

test('durations are milliseconds, to the nanosecond', () => {
  const cases: [unknown, number | undefined][] = [
    ['250ms', 250],
    ['1.5s', 1500],
    ['1.1s', 1100],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1.5d', 129_600_000],
    ['7', 7],
    [7, 7],
    [0.25, 0.25],
    [0, 0],
    ['0s', 0],
    ['0.0000004ms', 0],
    ['0.000001ms', 0.000001],
    [-1, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [`${'9'.repeat(400)}s`, undefined],
    ['', undefined],
    ['s', undefined],
    ['.5s', undefined],
    ['1.s', undefined],
    ['1 s', undefined],
    ['+1s', undefined],
    ['1w', undefined],
    ['1e3', undefined],
    ['1S', undefined],
    ['1s\n', undefined],
    [null, undefined],
    [['1s'], undefined],
  ];
  for (const [value, ms] of cases) assert.equal(parseDuration(value), ms, JSON.stringify(value));
});

test('another spelling of a duration is understood well enough to correct it', () => {
  const cases: [string, string][] = [
    ['1 hour', 'did you mean 1h?'],
    ['1.5 SEC', 'did you mean 1.5s?'],
    ['100us', 'did you mean 0.1ms?'],
    ['2mins', 'did you mean 2m?'],
    ['4500 d', 'did you mean 4500d?'],
    ['1.5 days', 'did you mean 1.5d?'],
    ['soon', 'write for example 30s (units are ms, s, m, h and d)'],
    ['3ns', 'did you mean 0.000003ms?'],
    ['5ns', 'did you mean 0.000005ms?'],
    ['0.1ns', 'write for example 30s (units are ms, s, m, h and d)'],
  ];
  for (const [value, hint] of cases) assert.equal(durationHint(value, '30s'), hint);
  assert.equal(durationHint('30 days', '-250ms', { sign: '-' }), 'did you mean -30d?');
});
