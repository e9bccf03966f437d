import { realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TestContext } from 'node:test';
import { find } from '../../scripts/check/command.ts';
import { long } from './form.ts';
import { freePort, isOpen } from './port.ts';
import { serve, succeed } from './program.ts';
import type { Trial } from './setting.ts';

const REQUESTS = long ? '6000' : '3000';
const COMMANDS = 'ping_inline,set,get,incr,lpush,rpush,lpop,sadd,hset,lrange_100,mset';

/** What the server's executable is called in the end: Debian has one file of several names. */
export function redisServer(): string {
  return basename(realpathSync(find('redis-server') ?? 'redis-server'));
}

/**
 * Redis under its own benchmark, with a log that is synced on every change and a snapshot by a forked child; returns what
 * was tried, and the digest of all data before and after a new start.
 */
export async function workWithRedis(
  context: TestContext,
  { directory, environment }: Pick<Trial, 'directory' | 'environment'>,
): Promise<unknown> {
  const options = { cwd: directory, environment };
  const start = async () => {
    const port = await freePort();
    const settings = {
      port: String(port),
      bind: '127.0.0.1',
      dir: directory,
      appendonly: 'yes',
      appendfsync: 'always',
      save: '',
      'io-threads': '2',
      'enable-debug-command': 'local',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const server = await serve(context, 'redis-server', args, () => isOpen(port), options);
    const ask = (...words: string[]) => succeed('redis-cli', ['-p', String(port), ...words], options);
    return { server, port, ask };
  };
  const first = await start();
  const benchmark = ['-p', String(first.port), '-n', REQUESTS, '-c', '20', '--csv', '-t', COMMANDS, '-P', '4'];
  const table = await succeed('redis-benchmark', benchmark, { ...options, limitMs: 170_000 });
  const tried = table.split('\n').map((line) => line.split(',')[0]);
  const digest = await first.ask('debug', 'digest');
  const said = [await first.ask('bgrewriteaof')];
  for (let i = 0; i < 100 && (await first.ask('info', 'persistence')).includes('aof_rewrite_in_progress:1'); i++);
  said.push(await first.ask('save'), await first.ask('dbsize'));
  const { code } = await first.server.stop();
  const second = await start();
  const afterwards = await second.ask('debug', 'digest');
  await second.server.stop();
  const checked = await succeed('redis-check-rdb', [join(directory, 'dump.rdb')], options);
  return [tried, said, code, digest, afterwards === digest, checked.includes('RDB looks OK!')];
}
