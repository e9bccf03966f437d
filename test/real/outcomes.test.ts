import assert from 'node:assert/strict';
import { chownSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { lineKey } from '../../src/compile/key.ts';
import { glibc } from '../c/build.ts';
import { scratch } from '../scratch.ts';
import { workWithGit } from './git.ts';
import { postgres, publicDirectory, withoutPostgresql, workWithPostgresql } from './postgresql.ts';
import { lacks, type User } from './program.ts';
import { assertSame, type Surroundings, surroundWithRules, type Trial, unavailable } from './setting.ts';
import { workWithSqlite3 } from './sqlite3.ts';

/** A call that is done in part now and then. */
interface Partial {
  library: 'io' | 'net';
  operation: string;
  /** `$` stands for the directory of the work. */
  selector?: string;
}

const part = (library: Partial['library'], operation: string, selector = '*') => ({ library, operation, selector });

/** Rules by library, one for each call that can be done in part in this version; says which cannot. */
function rulesOf(context: TestContext, calls: Partial[], directory: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { library, operation, selector = '*' } of calls) {
    const reason = unavailable(library, operation, 'SHORT');
    const rule = `${selector.replace('$', directory)}:${operation}:SHORT@p=0.5,id=${operation}\n`;
    if (reason) context.diagnostic(`not tried: ${reason}`);
    else texts.set(library, (texts.get(library) ?? '') + rule);
  }
  return texts;
}

/** The work comes out as it does without the libraries when calls are done in part, and each kind was. */
async function sameInParts(
  context: TestContext,
  calls: Partial[],
  work: (trial: Pick<Trial, 'directory' | 'environment'>) => Promise<unknown>,
  { user, parent = realpathSync(scratch(context)) }: { user?: User | undefined; parent?: string } = {},
): Promise<void> {
  const directory = join(parent, 'work');
  const inWork = async ({ environment }: Surroundings) => {
    mkdirSync(directory);
    if (user) chownSync(directory, user.uid, user.gid);
    const result = await work({ environment, directory });
    rmSync(directory, { recursive: true });
    return result;
  };
  const expected = await inWork({ environment: {} });
  const texts = rulesOf(context, calls, directory);
  const surroundings = surroundWithRules(parent, Object.fromEntries(texts), user);
  assertSame('with calls done in part', await inWork(surroundings), expected);
  const { processes } = surroundings.telemetry();
  for (const { library, operation } of calls.filter(({ library }) => texts.has(library))) {
    const counts = processes.map(
      (process) => process.library === library && process.rules.get(lineKey(operation, 'SHORT')),
    );
    const injected = counts.reduce((sum, count) => sum + (count ? count.injected : 0), 0);
    assert.ok(injected > 0, `no ${operation} was done in part`);
    context.diagnostic(`${operation}: ${injected} times`);
  }
}

test('calls done in part change nothing for sqlite3', { skip: glibc.missing ?? lacks('sqlite3') }, (context) =>
  sameInParts(context, [part('io', 'pread'), part('io', 'pwrite')], workWithSqlite3),
);

test('calls done in part change nothing for git', { skip: glibc.missing ?? lacks('git') }, (context) =>
  sameInParts(context, [part('io', 'read'), part('io', 'pread'), part('io', 'write')], workWithGit),
);

test('calls done in part change nothing for PostgreSQL', { skip: glibc.missing ?? withoutPostgresql() }, (context) => {
  const user = postgres();
  // Of its tables and of its small files it takes a part for a damage, or for a full disk; its log, what it sorts on disk
  // and its connections it goes on with.
  const calls = [
    part('io', 'pwrite', '$/data/pg_wal'),
    part('io', 'pread', '$/data/base/pgsql_tmp'),
    part('net', 'recv'),
    part('net', 'send'),
  ];
  const where = { user, parent: publicDirectory(context) };
  return sameInParts(context, calls, (trial) => workWithPostgresql(context, trial, user), where);
});
