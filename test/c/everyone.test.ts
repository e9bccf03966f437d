import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { usual } from './build.ts';
import { errno, fill, place } from './probe.ts';
import { refused } from './refuse.ts';

const skip = usual.missing;
const [EPERM, EAGAIN, ESRCH, EINVAL] = ['EPERM', 'EAGAIN', 'ESRCH', 'EINVAL'].map(errno);

/** Does that where the kernel answers every kill with ESRCH: nobody is signalled, whatever goes wrong. */
function everyone(context: TestContext, rules: string, args: string[]) {
  const at = place(context);
  fill(at, { process: rules });
  const { lines, stderr } = refused(at, [`kill:${ESRCH}`], 'process', 'everyone', args);
  return { lines, told: stderr.split('\n').slice(0, -1) };
}

const TOLD = ['chaos-process: kill(-1) after a fork that a rule failed would have signalled every process: not done'];

for (const how of ['fork', 'vfork'])
  test(`after a ${how} that a rule failed, kill(-1) is refused, and that is told once`, { skip }, (context) => {
    const { lines, told } = everyone(context, 'fork:EAGAIN', [how, 'kill', 'kill', 'ask', 'killpg', 'init']);
    const rest = ['kill', 'kill'].map((kill) => `${kill} ${EPERM}`);
    // What only asks, and what is not about everybody, goes on to the kernel, or the libc.
    assert.deepEqual(lines, [`${how} ${EAGAIN}`, ...rest, `ask ${ESRCH}`, `killpg ${EINVAL}`, `init ${ESRCH}`]);
    assert.deepEqual(told, TOLD);
  });

test('so it is in a child that is forked later', { skip }, (context) => {
  const { lines, told } = everyone(context, 'fork:EAGAIN@times=1', ['fork', 'fork']);
  assert.deepEqual(lines, [`fork ${EAGAIN}`, `child ${EPERM}`, 'fork 0']);
  assert.deepEqual(told, TOLD);
});

test('where no rule has failed a fork, kill(-1) goes through', { skip }, (context) => {
  for (const rules of ['fork:EAGAIN@p=0', 'fork:LATENCY:1ms', 'fork:EAGAIN@after=9']) {
    const { lines, told } = everyone(context, rules, ['kill', 'fork', 'kill']);
    assert.deepEqual(lines.toSorted(), [`child ${ESRCH}`, 'fork 0', `kill ${ESRCH}`, `kill ${ESRCH}`], rules);
    assert.deepEqual(told, []);
  }
});

test('a rule on kill comes first', { skip }, (context) => {
  const { lines, told } = everyone(context, 'fork:EAGAIN\nkill:EINVAL@times=1', ['fork', 'kill', 'kill']);
  assert.deepEqual(lines, [`fork ${EAGAIN}`, `kill ${EINVAL}`, `kill ${EPERM}`]);
  assert.deepEqual(told, TOLD);
});
