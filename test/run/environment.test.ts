import assert from 'node:assert/strict';
import test from 'node:test';
import { extendPreload, shellEnvironment, targetEnvironment } from '../../src/run/environment.ts';

test('LD_PRELOAD is extended: ours before what is there, behind sanitizers', () => {
  const cases: [string | undefined, string][] = [
    [undefined, '/c/io.so:/c/net.so'],
    ['', '/c/io.so:/c/net.so'],
    ['/x/libfoo.so', '/c/io.so:/c/net.so:/x/libfoo.so'],
    ['libjemalloc.so.2 /x/b.so', '/c/io.so:/c/net.so:libjemalloc.so.2:/x/b.so'],
    ['/usr/lib/libasan.so.8', '/usr/lib/libasan.so.8:/c/io.so:/c/net.so'],
    ['/x/a.so:libtsan.so.2:libubsan.so.1', 'libtsan.so.2:libubsan.so.1:/c/io.so:/c/net.so:/x/a.so'],
    ['/l/libclang_rt.asan-x86_64.so', '/l/libclang_rt.asan-x86_64.so:/c/io.so:/c/net.so'],
    ['/l/libclang_rt.ubsan_standalone.so', '/l/libclang_rt.ubsan_standalone.so:/c/io.so:/c/net.so'],
    ['/x/libasanity.so', '/c/io.so:/c/net.so:/x/libasanity.so'],
    ['/c/net.so:/x/a.so', '/c/io.so:/c/net.so:/x/a.so'],
  ];
  for (const [existing, expected] of cases) assert.equal(extendPreload(existing, ['/c/io.so', '/c/net.so']), expected);
});

test('a command gets its environment as it is, and what the libraries need', () => {
  const environment = { PATH: '/bin', INPUT_PROFILE: 'kept', LD_PRELOAD: '/x.so' };
  assert.deepEqual(targetEnvironment(environment, ['/io.so'], '/run'), {
    ...environment,
    LD_PRELOAD: '/io.so:/x.so',
    CHAOS_CONFIG_DIR: '/run',
  });
  assert.equal(environment.LD_PRELOAD, '/x.so');
});

test("a step's shell sees what a run step sees: no inputs, no tokens of the runner; and is a bystander", () => {
  const environment = {
    PATH: '/bin',
    LD_PRELOAD: '/x.so',
    INPUT_RUN: 'x',
    'INPUT_WORKING-DIRECTORY': 'x',
    INPUT_OTHER: 'kept',
    ACTIONS_RUNTIME_TOKEN: 'secret',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'kept',
  };
  assert.deepEqual(shellEnvironment(environment, ['/io.so'], '/run'), {
    PATH: '/bin',
    LD_PRELOAD: '/io.so:/x.so',
    INPUT_OTHER: 'kept',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'kept',
    CHAOS_CONFIG_DIR: '/run/bystander',
    CHAOS_TARGETS: '/run',
  });
});
