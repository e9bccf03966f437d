import test from 'node:test';
import { glibc } from '../c/build.ts';
import { workWithNginx } from './nginx.ts';
import { postgres, publicDirectory, withoutPostgresql, workWithPostgresql } from './postgresql.ts';
import { lacks } from './program.ts';
import { redisServer, workWithRedis } from './redis.ts';
import { sameEverywhere } from './setting.ts';

test(
  'redis under its benchmark works as without the libraries',
  {
    skip: glibc.missing ?? lacks('redis-server', 'redis-cli', 'redis-benchmark', 'redis-check-rdb'),
  },
  (context) =>
    sameEverywhere(context, [redisServer(), 'redis-benchmark', 'redis-cli'], (trial) => workWithRedis(context, trial)),
);

test(
  'nginx under wrk, and curl, work as without the libraries',
  {
    skip: glibc.missing ?? lacks('nginx', 'wrk', 'curl'),
  },
  (context) => sameEverywhere(context, ['nginx', 'wrk', 'curl'], (trial) => workWithNginx(context, trial)),
);

test('PostgreSQL under pgbench works as without the libraries', {
  skip: glibc.missing ?? withoutPostgresql(),
}, (context) => {
  const user = postgres();
  const work = { user, parent: publicDirectory(context) };
  const programs = ['postgres', 'initdb', 'pgbench', 'psql', 'pg_checksums'];
  return sameEverywhere(context, programs, (trial) => workWithPostgresql(context, trial, user), work);
});
