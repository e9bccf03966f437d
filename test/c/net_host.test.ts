import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { probeProgram, usual } from './build.ts';
import { fill, place, start } from './probe.ts';
import { loopback, runSockets } from './sockets.ts';

const skip = usual.missing;

test('a host name means localhost, what /etc/hosts says, and nobody else', { skip }, (context) => {
  const rules = 'tcp://LocalHost.:7001:connect:EIO\ntcp://no-such-host.invalid:7002:connect:EPIPE';
  runSockets(context, rules, [
    ['socket a tcp', 0],
    ['connect a 127.0.0.1:7001', '-EIO'],
    ['connect a 127.0.0.2:7001', '-ECONNREFUSED'],
    ['connect a 127.0.0.1:7002', '-ECONNREFUSED'],
    ['socket b tcp6', 0],
    ['connect b [::1]:7001', '-EIO'],
  ]);
});

for (const name of ['no-such-host.invalid', 'locallost'])
  test(`without a run, a host name that nobody can know is refused: ${name}`, { skip }, (context) => {
    const at = place(context);
    const wrong = start(at, 'sockets', {
      libraries: ['net'],
      args: ['voice', 'socket a tcp', 'connect a 127.0.0.1:1'],
      environment: { CHAOS_CONFIG_DIR: at.run },
      prepare: ({ run }) => {
        fill(at, { net: `tcp://localhost:1:connect:EIO\ntcp://${name}:2:connect:EPIPE` });
        for (const file of ['control', 'answers', 'telemetry']) rmSync(join(run, file));
      },
    });
    assert.deepEqual(wrong.lines, ['socket 0', 'connect -ECONNREFUSED']);
    assert.match(
      wrong.stderr,
      /net\.conf:2:1: the host's addresses are not known: it is not in \/etc\/hosts, and no run's dns tells them; no faults/,
    );
  });

test('of /etc/hosts what is no address is passed over', { skip }, (context) => {
  const at = place(context);
  const hosts = join(at.work, 'hosts');
  writeFileSync(hosts, '127.0.0.3 other\nno-address chosen # 127.0.0.5\n# 127.0.0.6 chosen\n127.0.0.4\tone chosen\n');
  const library = usual.object('net');
  const steps = [3, 4, 5, 6].flatMap((i) => [`socket a tcp`, `connect a 127.0.0.${i}:1`]);
  const inside = `mount --bind "${hosts}" /etc/hosts && LD_PRELOAD="${library}" exec "$@"`;
  fill(at, { net: 'tcp://chosen:1:connect:EIO' });
  const { status, lines, stderr } = start(at, 'unshare', {
    program: '/usr/bin/unshare',
    bare: true,
    args: ['--mount', 'sh', '-c', inside, 'sh', probeProgram('sockets'), 'voice', ...steps],
    environment: { CHAOS_CONFIG_DIR: at.run },
  });
  if (status !== 0) return context.skip(`another /etc/hosts needs root: ${stderr}`);
  assert.deepEqual(lines, [
    ...['socket 0', 'connect -ECONNREFUSED', 'socket 0', 'connect -EIO'],
    ...['socket 0', 'connect -ECONNREFUSED', 'socket 0', 'connect -ECONNREFUSED'],
  ]);
});

test('a host name means what the program was told for it, by the library for name resolution', { skip }, (context) => {
  const server = loopback();
  const rules = {
    dns: `dns://db.invalid:OVERRIDE:${server},::1`,
    net: `tcp://DB.invalid:7001:connect:EPIPE\ntcp://db.invalid:7001:recv:EROFS`,
  };
  runSockets(
    context,
    rules,
    [
      ['socket a tcp', 0],
      [`connect a ${server}:7001`, '-ECONNREFUSED'],
      ['resolve db.invalid', 0],
      [`connect a ${server}:7001`, '-EPIPE'],
      [`connect a ${server}:7002`, '-ECONNREFUSED'],
      ['socket b tcp6', 0],
      ['connect b [::1]:7001', '-EPIPE'],
    ],
    { libraries: ['dns', 'net'] },
  );
});
