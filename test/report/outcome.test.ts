import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CommandFacts, classifyOutcome } from '../../src/report/outcome.ts';
import type { Outcome } from '../../src/report/report.ts';

const table: [facts: Partial<CommandFacts>, kind: Outcome['kind']][] = [
  [{ exitCode: 0 }, 'passed'],
  [{ exitCode: 1 }, 'failed'],
  [{ exitCode: 127 }, 'failed'],
  [{ exitCode: 130 }, 'failed'],
  [{ exitCode: 137 }, 'failed'],
  [{ exitCode: 255 }, 'failed'],
  ...[132, 133, 134, 135, 136, 139, 159].map((exitCode): [Partial<CommandFacts>, 'crashed'] => [
    { exitCode },
    'crashed',
  ]),
  [{ signal: 'SIGSEGV' }, 'crashed'],
  [{ signal: 'SIGKILL' }, 'crashed'],
  [{ signal: 'SIGABRT' }, 'crashed'],
  [{ signal: 'SIGINT' }, 'failed'],
  [{ signal: 'SIGTERM' }, 'failed'],
  [{ signal: 'SIGHUP' }, 'failed'],
  [{ signal: 'SIGKILL', interruptedBy: 'SIGINT' }, 'failed'],
  [{ exitCode: 0, interruptedBy: 'SIGINT' }, 'passed'],
  [{ signal: 'SIGKILL', timedOut: true }, 'hung'],
  [{ exitCode: 0, timedOut: true }, 'hung'],
  [{ startError: 'ENOENT' }, 'not-started'],
];

for (const [facts, kind] of table)
  test(`${JSON.stringify(facts)} is ${kind}`, () => {
    const all = {
      exitCode: null,
      signal: null,
      timedOut: false,
      startError: null,
      interruptedBy: null,
      durationMs: 12.34567,
      ...facts,
    };
    const { exitCode, signal } = all;
    assert.deepEqual(classifyOutcome(all), { kind, exitCode, signal, durationMs: 12.346 });
  });
