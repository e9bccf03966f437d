import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { root, usual } from './build.ts';
import { assertShifted, runClocks } from './clocks.ts';

const skip = usual.missing;

for (const [rule, where] of [
  [
    'clock_getime:EINVAL',
    '1:1: unknown symbol: expected \\*, a symbol of this library or an operation; did you mean clock_gettime',
  ],
  ['clock_gettime/realtme:EINVAL', '1:1: unknown clock: expected a name, as in now/tai, or a number'],
  ['nanosleep/monotonic:EINTR', '1:1: this name has no kinds'],
  ['alarm:EINVAL', '1:1: no such effect or operation'],
  ['*:alarm:FAIL_AFTER:EINVAL,1', '1:3: no such effect or operation'],
  ['nanosleep:OFFSET:5', '1:1: no such effect or operation'],
  ['*:sleep:FREEZE', '1:3: no such effect or operation'],
  ['clock_gettime:OFFSET:soon', '1:22: expected a duration, as in -250ms'],
  ['*:RATE:0', '1:8: expected a factor from 0.001 to 1000'],
  ['*:RATE', '1:3: this effect needs a value'],
  ['*:slep:EINTR', '1:3: unknown operation'],
  ['timer_create:EAGAIN', '1:1: no fault befalls calls of this symbol'],
  ['/etc:EIO', '1:1: unknown symbol'],
] as const)
  test(`${rule} is refused with its place and its reason`, { skip }, (context) => {
    const result = runClocks(context, rule, ['now 0']);
    assert.match(result.stderr, new RegExp(`^chaos-time: \\S+/time.conf:${where}[^\\n]*; no faults are injected\\n$`));
    assertShifted(result, [0]);
  });

/** The rules that stand as examples in the library's page. */
const examples = readFileSync(join(root, 'docs/libraries/time.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('    '))
  .map((line) => line.trim());

test('the page of the library has examples', () => assert.ok(examples.length > 5));

for (const rule of [
  '*:EINTR',
  'nanosleep:EINTR:0.3',
  'nanosleep:sleep:ERRNO:EINTR@0.3',
  'sleep:sleep:EINTR',
  'sleep:EINTR',
  '*:sleep:EINTR',
  'clock_gettime/monotonic:OFFSET:-250',
  'clock_gettime/realtime:now:OFFSET:+250ms@from=1s',
  'clock_gettime/7:EINVAL:0.5',
  'clock_gettime/-6:EINVAL',
  'clock_nanosleep/tai:EINVAL',
  '*:OFFSET:0',
  '*:OFFSET:1',
  '*:RATE:0.5',
  '*:RATE:2:0.5',
  '*:FREEZE:0.5',
  'usleep:FAIL_AFTER:EINTR,3',
  'now/tai:FREEZE',
  'timer:EINVAL',
  'alarm:LATENCY:5',
  'alarm:RATE:2',
  'getres:LATENCY:normal(1ms,1ms)',
  ...examples,
])
  test(`${rule} is a rule`, { skip }, (context) => {
    const result = runClocks(context, rule, []);
    assert.deepEqual([result.stderr, result.process.rulesInvalid], ['', false]);
  });
