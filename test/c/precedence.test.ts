import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { PRECEDENCES } from '../../src/profile/precedence.ts';
import { usual } from './build.ts';
import { type Recorded, runToAnyEnd } from './probe.ts';
import { resolve } from './resolve.ts';
import { connection, loopback, runSockets } from './sockets.ts';
import { runSteps, type Steps } from './steps.ts';

const skip = usual.missing;

const VALUES: Record<string, string> = {
  KILL: 'KILL:SIGKILL',
  ERRNO: 'ERRNO:EIO',
  THROTTLE: 'THROTTLE:1MiB/s',
  OVERRIDE: 'OVERRIDE:127.0.0.9',
  REWRITE: 'REWRITE:localhost',
};

/** A call that each effect of an operation befalls when it is alone. */
type Call = (context: TestContext, rules: (selector: string) => string) => Recorded;

const socket =
  (operation: string, ...steps: Steps): Call =>
  (context, rules) => {
    const server = loopback();
    const selector = `tcp4://${server}:7001:${operation}`;
    return runSockets(context, rules(selector), [...connection(`${server}:7001`), ...steps]);
  };

const write: Call = (context, rules) => runSteps(context, rules('$/x:write'), [['create a $/x', 0], ['write a 100']]);
const read: Call = (context, rules) =>
  runSteps(context, rules('$/x:read'), [['create a $/x', 0], ['pwrite a 100', 100], ['read a 100']]);
const killed: Call = (context, rules) =>
  runToAnyEnd(context, 'steps', { rules: rules('$/x:read'), args: ['voice', 'create a x', 'pwrite a 9', 'read a 9'] });
const receive = socket('recv', ['send a 100', 100], ['recv c 100 dontwait']);
const look: Call = (context, rules) => resolve(context, rules('*:getaddrinfo').split('\n'), [['addrinfo other 80']]);
const CALLS: Record<string, Call> = {
  'KILL ERRNO': killed,
  'KILL CORRUPT': killed,
  'ERRNO CORRUPT': read,
  'TORN SHORT': write,
  'OVERRIDE REWRITE': look,
  'RESET SHORT': receive,
  'RESET CORRUPT': receive,
  'RESET THROTTLE': receive,
  'RESET BLACKHOLE': receive,
  'BLACKHOLE CORRUPT': receive,
  'BLACKHOLE THROTTLE': receive,
};

for (const { first, others = first === 'KILL' ? ['ERRNO', 'CORRUPT'] : ['CORRUPT'] } of PRECEDENCES)
  for (const other of others)
    test(`where ${first} befalls each call, ${other} befalls none`, { skip }, (context) => {
      const call = CALLS[`${first} ${other}`];
      assert.ok(call, 'there is a call to try it with');
      const text = (effect: string) => VALUES[effect] ?? effect;
      const seen = (...effects: string[]) =>
        call(context, (selector) => effects.map((effect) => `${selector}:${text(effect)}`).join('\n')).injections.map(
          ({ effect }) => effect,
        );
      assert.deepEqual(seen(other), [other]);
      assert.deepEqual(seen(other, first), [first]);
    });

test('of more selectors that fit one call, the 31 most specific ones are asked', { skip }, (context) => {
  const server = loopback();
  for (const [count, connected] of [
    [30, '-EPIPE'],
    [31, 0],
  ] as const) {
    const ports = Array.from({ length: count }, (_, i) => `tcp4://${server}:1-${7001 + i}:send:EIO`);
    const rules = ['*:connect:EPIPE', ...ports].join('\n');
    runSockets(context, rules, [
      ['socket s tcp', 0],
      [`bind s ${server}:7001`, 0],
      ['listen s', 0],
      ['socket c tcp', 0],
      [`connect c ${server}:7001`, connected],
    ]);
  }
  const deep = (depth: number) => `$/${'d/'.repeat(depth)}f`;
  const nested = Array.from({ length: 30 }, (_, i) => `$${'/d'.repeat(i)}:read:EIO`);
  const place = {
    prepare: ({ work }: { work: string }) => void mkdirSync(join(work, 'd/'.repeat(40)), { recursive: true }),
  };
  runSteps(context, ['*:unlink:EIO', ...nested].join('\n'), [[`unlink ${deep(30)}`, '-EIO']], place);
  const more = [...nested, `$${'/d'.repeat(30)}:read:EIO`];
  runSteps(context, ['*:unlink:EIO', ...more].join('\n'), [[`unlink ${deep(30)}`, '-ENOENT']], place);
});
