import type { TestContext } from 'node:test';
import type { Recorded, Trial } from './probe.ts';
import { runSteps, type Steps } from './steps.ts';

/** What poll says of a socket. */
export const POLLIN = 1;
export const POLLOUT = 4;
export const POLLERR = 8;
export const POLLHUP = 16;
export const POLLNVAL = 32;

let addresses = 0;

/** An address of this machine's loopback network that no other test uses at the same time. */
export function loopback(): string {
  addresses++;
  return `127.${64 + (addresses % 128)}.${(process.pid >> 8) & 255}.${process.pid & 255}`;
}

/** Runs steps of c/test/probe/sockets.c under rules of net. */
export function runSockets(
  context: TestContext,
  rules: string | Record<string, string>,
  steps: Steps,
  trial: Trial = {},
): Recorded {
  return runSteps(context, rules, steps, { libraries: ['net'], ...trial, probe: 'sockets' });
}

/** A server: l listens at the address. */
function listening(address: string, kind: string): Steps {
  return [
    [`socket l ${kind}`, 0],
    [`bind l ${address}`, 0],
    ['listen l', 0],
  ];
}

/** A connection: c connects to the address, where a has accepted. */
export function connection(address: string, kind = 'tcp'): Steps {
  return [...listening(address, kind), [`socket c ${kind}`, 0], [`connect c ${address}`, 0], ['accept l a', 0]];
}

/** The same, and c does not wait. */
export function connectionInBackground(address: string): Steps {
  return [
    ...listening(address, 'tcp'),
    ['socket c tcp nonblocking', 0],
    [`connect c ${address}`, '-EINPROGRESS'],
    ['poll c out 1000', POLLOUT],
    ['error c', 0],
    ['accept l a', 0],
  ];
}
