import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { PRECEDENCES } from '../../src/profile/precedence.ts';
import { usual } from './build.ts';
import type { Recorded } from './probe.ts';
import { resolve } from './resolve.ts';
import { connection, loopback, runSockets } from './sockets.ts';
import { runSteps, type Steps } from './steps.ts';

const skip = usual.missing;

const VALUES: Record<string, string> = {
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
const receive = socket('recv', ['send a 100', 100], ['recv c 100 dontwait']);
const look: Call = (context, rules) => resolve(context, rules('*:getaddrinfo').split('\n'), [['addrinfo other 80']]);
const CALLS: Record<string, Call> = {
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

for (const { first, others = ['CORRUPT'] } of PRECEDENCES)
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
