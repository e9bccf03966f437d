import test from 'node:test';
import { glibc } from '../c/build.ts';
import { workWithGit } from './git.ts';
import { lacks } from './program.ts';
import { sameEverywhere } from './setting.ts';
import { workWithSqlite3 } from './sqlite3.ts';

test('sqlite3 works as without the libraries', { skip: glibc.missing ?? lacks('sqlite3') }, (context) =>
  sameEverywhere(context, ['sqlite3'], workWithSqlite3),
);

test('git works as without the libraries', { skip: glibc.missing ?? lacks('git') }, (context) =>
  sameEverywhere(context, ['git'], workWithGit),
);
