import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { long } from './form.ts';
import { freePort } from './port.ts';
import { execute, serve, succeed, type User } from './program.ts';
import type { Trial } from './setting.ts';

const VERSIONS = '/usr/lib/postgresql';

function program(name: string): string {
  const [newest = ''] = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a)) : [];
  return join(VERSIONS, newest, 'bin', name);
}

/** Why PostgreSQL cannot be tried here. */
export function withoutPostgresql(): string | undefined {
  if (['postgres', 'initdb', 'pgbench', 'psql'].some((name) => !existsSync(program(name))))
    return 'there is no PostgreSQL';
  return process.getuid?.() === 0 && !postgres() ? 'there is no user postgres, and root may not start it' : undefined;
}

/** The user that the server runs as: it refuses to be root. */
export function postgres(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** A directory that the user may reach; where temporary files are usually made, only the one who made them may. */
export function publicDirectory(context: TestContext): string {
  const directory = mkdtempSync('/tmp/chaos-postgresql-');
  chmodSync(directory, 0o755);
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const WORK = `
CREATE TABLE words(id int PRIMARY KEY, word text, numbers int[]);
INSERT INTO words SELECT i, repeat(md5(i::text), 1 + i % 40), ARRAY[i, i * 2] FROM generate_series(1, 8000) i;
CREATE INDEX ON words USING gin (numbers);
BEGIN; DELETE FROM words WHERE id % 2 = 0; ROLLBACK;
UPDATE words SET word = word || 'x' WHERE id % 3 = 0;
DELETE FROM words WHERE id % 10 = 0;
SET work_mem = '64kB';
SELECT count(*), sum(length(word)), md5(string_agg(word, '' ORDER BY word)) FROM words;
\\copy (SELECT * FROM words ORDER BY id) TO 'words.copy'
CREATE TABLE again(id int, word text, numbers int[]);
\\copy again FROM 'words.copy'
SELECT count(*) FROM (SELECT * FROM words EXCEPT SELECT * FROM again) lost;
VACUUM (FULL, ANALYZE) words;
REINDEX TABLE words;
CHECKPOINT;
SELECT count(*) FROM words WHERE numbers @> ARRAY[42];
`;

const BALANCES = `
SELECT (SELECT sum(abalance) FROM pgbench_accounts), (SELECT sum(bbalance) FROM pgbench_branches),
       (SELECT sum(tbalance) FROM pgbench_tellers), (SELECT sum(delta) FROM pgbench_history),
       (SELECT count(*) FROM pgbench_history);
`;

/** A database cluster from its making to its second start, with pgbench in between; returns what was in it. */
export async function workWithPostgresql(
  context: TestContext,
  { directory, environment }: Pick<Trial, 'directory' | 'environment'>,
  user: User | undefined,
): Promise<unknown> {
  const options = { cwd: directory, environment: { ...environment, HOME: directory }, user, limitMs: 120_000 };
  const data = join(directory, 'data');
  const port = String(await freePort());
  const initialize = ['-D', data, '-A', 'trust', '-U', 'tester', '--locale=C', '-E', 'UTF8', '--data-checksums', '-N'];
  await succeed(program('initdb'), initialize, options);
  const start = async () => {
    const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${directory}`];
    const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting]), '-c', 'shared_buffers=2MB'];
    const answers = async () => {
      const { code } = await execute(program('pg_isready'), ['-q', '-h', '127.0.0.1', '-p', port], { limitMs: 10_000 });
      return code === 0;
    };
    return serve(context, program('postgres'), args, answers, options);
  };
  const connection = (host: string) => ['-h', host, '-p', port, '-U', 'tester'];
  const ask = (host: string, input: string) =>
    succeed(program('psql'), [...connection(host), '-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', 'postgres'], {
      ...options,
      input,
    });

  const first = await start();
  const bench = (...args: string[]) =>
    succeed(program('pgbench'), [...connection('127.0.0.1'), ...args, 'postgres'], options);
  const said = [await ask(directory, WORK)];
  await bench('-i', '-q', '-s', '1');
  const count = long ? '500' : '60';
  const report = await bench('--random-seed=7', '-c', '4', '-j', '2', '-t', count);
  said.push(...report.split('\n').filter((line) => /^number of (transactions actually|failed)/.test(line)));
  said.push(await ask('127.0.0.1', BALANCES));
  const ended = await first.stop('SIGINT');
  const second = await start();
  said.push(await ask('127.0.0.1', BALANCES), await ask(directory, 'SELECT count(*), sum(length(word)) FROM words'));
  await second.stop('SIGINT');
  // How many blocks there are depends on what was vacuumed meanwhile.
  const checked = await succeed(program('pg_checksums'), ['--check', '-D', data], options);
  said.push(...(/^Bad checksums:.*$/m.exec(checked) ?? []));
  return [said, ended.code, /(?:PANIC|ERROR):.*/.exec(ended.stderr)?.[0]];
}
