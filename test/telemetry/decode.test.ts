import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeTelemetry } from '../../src/telemetry/decode.ts';
import { TelemetryError } from '../../src/telemetry/error.ts';
import { HEADER_SIZE } from '../../src/telemetry/header.ts';
import { processorMs } from '../processor-time.ts';
import { buildTelemetry, type Segment, type Slot } from './build.ts';

const GIT: Segment = {
  pid: 4711,
  parent: 4700,
  start: 123_456n,
  time: 5_000_000_000n,
  key: 0xdead_beef_dead_beefn,
  executable: '/usr/bin/git',
  startedAs: 'git',
  image: 2,
  token: 0x0123_4567_89ab_cdefn,
  lanes: [
    { open: 3, fsync: 1 },
    { open: 4, mkdir: 2 },
  ],
  rules: [[7n, { matched: 5, injected: 2, addedLatencyNs: 250 }]],
  slots: [
    {
      operation: 'fsync',
      rule: 7n,
      effect: 'ERRNO',
      value: 5n,
      tid: 4712,
      time: 5_000_000_200n,
      ordinal: 3,
      target: '/data/wal.log',
      site: { module: '/usr/bin/git', offset: 0x1234n },
    },
    { operation: 'open', symbol: 'openat64', time: 5_000_000_100n, target: '/etc/passwd' },
  ],
};

const injectionsOf = (segments: Segment[]) => [...decodeTelemetry(buildTelemetry({ segments }).bytes).injections];

test('every field of a process, an injection and a sample is decoded', () => {
  const { processes, injections, samples, dropped, lost } = decodeTelemetry(buildTelemetry({ segments: [GIT] }).bytes);
  assert.deepEqual(processes, [
    {
      pid: 4711,
      parent: 4700,
      start: 123_456n,
      time: 5_000_000_000n,
      key: 0xdead_beef_dead_beefn,
      library: 'io',
      executable: '/usr/bin/git',
      startedAs: 'git',
      forked: false,
      rulesInvalid: false,
      withoutRules: false,
      guests: false,
      uringRefused: false,
      image: 2,
      token: 0x0123_4567_89ab_cdefn,
      calls: new Map([
        ['open', 7],
        ['fsync', 1],
        ['mkdir', 2],
      ]),
      rules: new Map([[7n, { matched: 5, injected: 2, addedLatencyNs: 250 }]]),
    },
  ]);
  const injection = {
    time: 5_000_000_200n,
    pid: 4711,
    tid: 4712,
    library: 'io',
    executable: '/usr/bin/git',
    operation: 'fsync',
    symbol: 'fsync',
    target: '/data/wal.log',
    site: { module: '/usr/bin/git', offset: 0x1234n },
    rule: 7n,
    effect: 'ERRNO',
    value: 5n,
    ordinal: 3,
  };
  assert.deepEqual([...injections], [injection]);
  assert.deepEqual([...injections], [injection], 'they can be read again');
  assert.deepEqual(samples, [
    {
      time: 5_000_000_100n,
      pid: 4711,
      tid: 4711,
      library: 'io',
      executable: '/usr/bin/git',
      operation: 'open',
      symbol: 'openat64',
      target: '/etc/passwd',
      site: undefined,
    },
  ]);
  assert.deepEqual([dropped, lost], [0, 0]);
});

test('programs and endings are decoded, and what was withdrawn is nothing', () => {
  const slot = { operation: 'execve', time: 7n, target: '/bin/true' } as const;
  const slots: Slot[] = [
    { ...slot, kind: 'program', tid: 0, value: 0n },
    { ...slot, kind: 'program', tid: 12, value: 3n, detail: '/lib/ld-musl-x86_64.so.1', ordinal: 1 },
    { ...slot, kind: 'program', tid: 13, value: 77n, ordinal: 0 },
    { ...slot, kind: 'ending', tid: 12, value: 0x300n },
    { ...slot, kind: 'ending', tid: 13, value: 0x8bn },
    { ...slot, kind: 'withdrawn' },
  ];
  const { programs, endings, samples, injections, dropped } = decodeTelemetry(
    buildTelemetry({ segments: [{ pid: 10, library: 'process', slots }] }).bytes,
  );
  const program = { time: 7n, starter: 10, path: '/bin/true', detail: '' };
  assert.deepEqual(programs, [
    { ...program, pid: 0, cover: 'covered' },
    { ...program, pid: 12, cover: 'other-libc', detail: '/lib/ld-musl-x86_64.so.1' },
    { ...program, pid: 13, cover: 'unknown' },
  ]);
  assert.deepEqual(endings, [
    { time: 7n, pid: 12, parent: 10, exitCode: 3, signal: null },
    { time: 7n, pid: 13, parent: 10, exitCode: null, signal: 11 },
  ]);
  assert.deepEqual([samples.length, injections.length, dropped], [0, 0, 0]);
});

test('flags and the message of a refused rule text are told', () => {
  const flagged = (segment: Segment) => {
    const [process] = decodeTelemetry(buildTelemetry({ segments: [segment] }).bytes).processes;
    return [process?.forked, process?.rulesInvalid, process?.withoutRules, process?.message];
  };
  assert.deepEqual(flagged({ forked: true }), [true, false, false, undefined]);
  assert.deepEqual(flagged({ rulesInvalid: true, message: 'io.conf:1:2: no' }), [
    false,
    true,
    false,
    'io.conf:1:2: no',
  ]);
  assert.deepEqual(flagged({ withoutRules: true }), [false, false, true, undefined]);
  for (const flag of ['guests', 'uringRefused'] as const)
    assert.equal(
      decodeTelemetry(buildTelemetry({ segments: [{ ...GIT, [flag]: true }] }).bytes).processes[0]?.[flag],
      true,
    );
});

test('an overflow segment adds lanes, rules and slots to its process', () => {
  const [first] = GIT.slots ?? [];
  const { processes, injections } = decodeTelemetry(
    buildTelemetry({
      segments: [
        GIT,
        { pid: 1, executable: '/bin/other' },
        { overflowOf: 0, lanes: [{ open: 10 }], rules: GIT.rules ?? [], slots: first ? [first] : [] },
      ],
    }).bytes,
  );
  assert.deepEqual(
    processes.map(({ pid }) => pid),
    [4711, 1],
  );
  assert.equal(processes[0]?.calls.get('open'), 17);
  assert.deepEqual(processes[0]?.rules.get(7n), { matched: 10, injected: 4, addedLatencyNs: 500 });
  assert.deepEqual(
    [...injections].map(({ pid }) => pid),
    [4711, 4711],
  );
});

test('injections of several processes come in the order of their times, equal times in that of the file', () => {
  const at = (pid: number, ...times: bigint[]): Segment => ({
    pid,
    time: 1_000n,
    slots: times.map((time, index) => ({ operation: 'read', rule: 1n, time, ordinal: index + 1 })),
  });
  assert.deepEqual(
    injectionsOf([at(1, 5_000n, 3_000n, 9_000n), at(2, 500n, 3_000n, 8_000n)]).map(
      ({ time, pid }) => `${time} of ${pid}`,
    ),
    ['500 of 2', '3000 of 1', '3000 of 2', '5000 of 1', '8000 of 2', '9000 of 1'],
  );
});

test('counters beyond what a number holds exactly are clamped', () => {
  const most = 2n ** 64n - 1n;
  const { bytes } = buildTelemetry({ dropped: most, lost: most, segments: [{ lanes: [{ open: most }, { open: 5 }] }] });
  const { processes, dropped, lost } = decodeTelemetry(bytes);
  const max = Number.MAX_SAFE_INTEGER;
  assert.deepEqual([processes[0]?.calls.get('open'), dropped, lost], [max, max, max]);
});

test('strings are any bytes: what is not UTF-8 is replaced, a byte order mark stays', () => {
  const target = (text: string) =>
    injectionsOf([{ slots: [{ operation: 'open', rule: 1n, target: text }] }])[0]?.target;
  assert.equal(target('bytes:/data/\xff\xfe\xe2\x82'), '/data/\ufffd\ufffd\ufffd');
  assert.equal(target('\ufeff/ümläut/日本'), '\ufeff/ümläut/日本');
  assert.equal(target('x'.repeat(100_000))?.length, 8192, 'cut');
});

test('a reference into the header is no string, whatever lies there', () => {
  const { bytes, offsets } = buildTelemetry({ segments: [{ executable: '/bin/a' }] });
  const file = Buffer.from(bytes.buffer, bytes.byteOffset);
  file.writeUInt32LE(2, 64);
  file.write('no', 68);
  file.writeUInt32LE(64 / 8, (offsets[0] ?? 0) + 100);
  assert.equal(decodeTelemetry(bytes).processes[0]?.executable, '');
});

test('a slot that was claimed and never completed counts as dropped', () => {
  const { injections, dropped } = decodeTelemetry(
    buildTelemetry({ dropped: 2n, segments: [{ slots: [{ operation: 'open', rule: 1n, uncommitted: true }] }] }).bytes,
  );
  assert.deepEqual([injections.length, dropped], [0, 3]);
});

test('a claim beyond what the segment holds reads no further than the segment', () => {
  const { injections, dropped } = decodeTelemetry(
    buildTelemetry({ segments: [{ slots: [{ operation: 'open', rule: 1n }], claimed: 0xffff_ffff }] }).bytes,
  );
  assert.deepEqual([injections.length, dropped], [1, 0]);
});

const damages: [what: string, offset: number, value: number, injections: number, dropped: number][] = [
  ['nothing', 0, 0x5347_4348, 2, 0],
  ['no commit word', 0, 0, 1, 0],
  ['a size of 0', 4, 0, 1, 0],
  ['a size that is no multiple of a page', 4, 4097, 1, 0],
  ['a size far beyond the file', 4, 0xffff_f000, 1, 0],
  ['an unknown kind', 8, 3, 1, 0],
  ['an overflow of nobody', 8, 2, 1, 1],
  ['another offset than its own', 56, 4096, 1, 0],
  ['lanes outside', 16, 0xffff_fff8, 2, 0],
  ['too many lanes', 20, 0xffff_ffff, 2, 0],
  ['a rule table inside the header', 24, 8, 2, 0],
  ['too many rules', 28, 0xffff_ffff, 2, 0],
  ['slots outside', 32, 0xffff_fff8, 1, 0],
  ['slots that are not aligned', 32, 257, 1, 0],
  ['an unknown library', 96, 77, 1, 1],
  ['a reference to nowhere', 100, 0xffff_ffff, 2, 0],
  ['a reference into the header', 100, 8, 2, 0],
];
for (const [what, offset, value, expected, expectedDropped] of damages)
  test(`a segment header with ${what} costs its own records at most`, () => {
    const slots = [{ operation: 'open', rule: 1n }];
    const { bytes, offsets } = buildTelemetry({
      segments: [
        { pid: 1, slots },
        { pid: 2, slots },
      ],
    });
    Buffer.from(bytes.buffer, bytes.byteOffset).writeUInt32LE(value, (offsets[0] ?? 0) + offset);
    const { injections, dropped } = decodeTelemetry(bytes);
    // A size beyond the file takes what follows for its own, so the first record stays instead of the second.
    assert.deepEqual([[...injections].length, dropped], [expected, expectedDropped]);
  });

test('a segment whose process is unknown loses its injections but counts them', () => {
  const { injections, dropped } = decodeTelemetry(
    buildTelemetry({ segments: [{ library: 'none' }, { overflowOf: 0, slots: [{ operation: 'open', rule: 1n }] }] })
      .bytes,
  );
  assert.deepEqual([injections.length, dropped], [0, 1]);
});

const slotDamages: [what: string, offset: number, value: number][] = [
  ['an unknown commit word', 0, 9],
  ['rule key 0', 16, 0],
  ['an unknown operation', 48, 0x0000_ffff],
  ['an unknown symbol', 48, 0xffff_0000],
  ['an unknown effect', 52, 0xffff],
];
for (const [what, offset, value] of slotDamages)
  test(`a slot with ${what} is skipped and counted`, () => {
    const { bytes, offsets } = buildTelemetry({
      segments: [{ slots: [1n, 2n].map((rule) => ({ operation: 'open', rule })) }],
    });
    const file = Buffer.from(bytes.buffer, bytes.byteOffset);
    const slots = file.readUInt32LE((offsets[0] ?? 0) + 32);
    file.writeUInt32LE(value, (offsets[0] ?? 0) + slots + offset);
    const { injections, dropped } = decodeTelemetry(bytes);
    assert.deepEqual([[...injections].map(({ rule }) => rule), dropped], [[2n], 1]);
  });

test('a segment that was claimed without disk space is skipped', () => {
  const large = { startedAs: 'x'.repeat(20_000) };
  const { bytes, offsets } = buildTelemetry({ segments: [{ pid: 7 }, { pid: 8, ...large }, { pid: 9 }] });
  bytes.fill(0, offsets[1], offsets[2]);
  assert.deepEqual(
    decodeTelemetry(bytes).processes.map(({ pid }) => pid),
    [7, 9],
  );
});

test('a file that is cut off anywhere never throws, and the records before the cut are there', () => {
  const { bytes, offsets } = buildTelemetry({ segments: [GIT, { ...GIT, pid: 2 }] });
  for (let length = offsets[0] ?? 0; length <= bytes.byteLength; length += 8) {
    const { processes, lost } = decodeTelemetry(bytes.subarray(0, length));
    assert.equal(lost, length <= HEADER_SIZE ? 1 : 0);
    if (length >= (offsets[1] ?? 0)) assert.equal(processes[0]?.pid, 4711);
  }
  assert.equal(decodeTelemetry(bytes.subarray(0, 16)).lost, 0);
});

test('random damage never throws and takes no longer than reading the file', () => {
  const { bytes } = buildTelemetry({ segments: Array.from({ length: 20 }, (_, pid) => ({ ...GIT, pid })) });
  let state = 1;
  const random = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  for (let round = 0; round < 300; round++) {
    const damaged = Buffer.from(bytes);
    for (let count = 0; count < 200; count++)
      damaged[HEADER_SIZE + random(damaged.length - HEADER_SIZE)] = random(3) === 0 ? 0xff : random(256);
    for (const injection of decodeTelemetry(damaged).injections) assert.equal(typeof injection.target, 'string');
  }
});

test('references that make strings overlap cannot make the strings longer than the file', () => {
  const slots = Array.from({ length: 3_000 }, () => ({ operation: 'open', rule: 1n }));
  const { bytes, offsets } = buildTelemetry({ segments: [{ slots, startedAs: 'x'.repeat(100_000) }] });
  const file = Buffer.from(bytes.buffer, bytes.byteOffset);
  const at = offsets[0] ?? 0;
  const strings = at + file.readUInt32LE(at + 44);
  for (let index = 0; index < 3_000; index++) {
    file.writeUInt32LE(8_000, strings + 8 + index * 8);
    file.writeUInt32LE((strings + 8 + index * 8) / 8, at + file.readUInt32LE(at + 32) + index * 64 + 44);
  }
  const texts = new Set([...decodeTelemetry(bytes).injections].map(({ target }) => target));
  assert.ok([...texts].reduce((sum, text) => sum + text.length, 0) <= file.length);
});

const refusals: [what: string, bytes: Uint8Array, message: RegExp][] = [
  ['an empty file', new Uint8Array(0), /not a telemetry file/],
  ['another file', Buffer.from('CHAOSCTL........'), /not a telemetry file/],
  ['another version', Buffer.from('CHAOSTEL\x02\0\0\0'), /telemetry format 2 is not known, only 1/],
];
for (const [what, bytes, message] of refusals)
  test(`${what} is refused`, () => {
    assert.throws(
      () => decodeTelemetry(bytes),
      (error: unknown) => error instanceof TelemetryError && message.test(error.message),
    );
  });

test('a million injections are decoded in less than 5 s', () => {
  const slots = Array.from({ length: 100_000 }, (_, index) => ({
    operation: 'fsync',
    rule: 7n,
    value: 5n,
    time: BigInt(index),
    target: `/data/${index % 1_000}`,
    site: { module: '/usr/bin/git', offset: BigInt(index % 50) },
  }));
  const { bytes } = buildTelemetry({ segments: [{ slots }] });
  const segment = bytes.subarray(HEADER_SIZE);
  const file = Buffer.concat([bytes.subarray(0, HEADER_SIZE), ...Array.from({ length: 10 }, () => segment)]);
  for (let at = HEADER_SIZE; at < file.length; at += segment.length) {
    file.writeBigUInt64LE(BigInt(at), at + 56);
    file.writeUInt32LE(at / 4096, at + 12);
  }
  const begin = processorMs();
  const { injections } = decodeTelemetry(file);
  assert.equal(injections.length, 1_000_000);
  let last = -1n;
  for (const { time } of injections) {
    if (time < last) assert.fail('out of order');
    last = time;
  }
  assert.ok(processorMs() - begin < 5_000);
});
