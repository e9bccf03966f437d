import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declared } from '../../src/report/declared.ts';

const table: [text: string, operation: string, where: string, what: string, when: string][] = [
  ['*:FILTER_FAMILY:inet6@id=a', 'io.*', '*', 'filter family inet6', ''],
  ['/data/wal.log:fsync:ERRNO:EIO@p=0.1,id=wal', 'io.fsync', '/data/wal.log', 'EIO', 'p=0.1'],
  ['*:open:LATENCY:250ms@times=3,exe=worker*,id=slow', 'io.open', '*', 'delay 250 ms', 'times=3, process=worker*'],
  ['*:LATENCY:1.5ms@id=a', 'io.*', '*', 'delay 1.5 ms', ''],
  ['*:write:TORN@id=a', 'io.write', '*', 'torn', ''],
  ['/a:b:read:CORRUPT@id=a', 'io.read', '/a:b', 'corrupt', ''],
  ['/a@b/c:rename_to:ERRNO:ENOSPC', 'io.rename_to', '/a@b/c', 'ENOSPC', ''],
  ['/a:write:TORN@id=a\n/a:write:LATENCY:2s@id=a', 'io.write', '/a', 'torn, delay 2s', ''],
  ['something else', 'io.*', '', 'something else', ''],
];
for (const [text, operation, where, what, when] of table)
  test(`${JSON.stringify(text)} declares ${what}`, () => {
    assert.deepEqual(declared({ library: 'io', text }), { operation, where, what, when });
  });
