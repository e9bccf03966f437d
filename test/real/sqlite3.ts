import { join } from 'node:path';
import { succeed } from './program.ts';
import type { Trial } from './setting.ts';

const FILL = (table: string, rows: number) => `
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
  INSERT INTO ${table}(name, body) SELECT 'row ' || i, hex(zeroblob(i % 300)) || i FROM n;`;

/** Transactions, savepoints, an index, a rollback, and a vacuum, under one kind of journal. */
const WORK = (journal: string) => `
PRAGMA page_size = 1024;
PRAGMA journal_mode = ${journal};
PRAGMA synchronous = FULL;
PRAGMA cache_size = 20;
CREATE TABLE letters(id INTEGER PRIMARY KEY, name TEXT, body TEXT);
CREATE INDEX by_name ON letters(name);
BEGIN; ${FILL('letters', 3000)} COMMIT;
BEGIN; DELETE FROM letters WHERE id % 3 = 0; ROLLBACK;
BEGIN; UPDATE letters SET body = body || 'x' WHERE id % 5 = 0; SAVEPOINT s; DELETE FROM letters; ROLLBACK TO s; COMMIT;
INSERT INTO letters(name, body) VALUES ('blob', zeroblob(200000));
DELETE FROM letters WHERE id % 7 = 0;
VACUUM;
PRAGMA wal_checkpoint(TRUNCATE);
PRAGMA integrity_check;
SELECT count(*), sum(id), sum(length(body)), min(name), max(name) FROM letters;
ATTACH 'second.db' AS second;
CREATE TABLE second.copy AS SELECT * FROM letters ORDER BY id LIMIT 500;
SELECT count(*), sum(length(body)) FROM second.copy;
.backup main backup.db
`;

/** Real work by sqlite3 under two kinds of journal; returns all that it said, and what is in the files afterwards. */
export async function workWithSqlite3({
  directory,
  environment,
}: Pick<Trial, 'directory' | 'environment'>): Promise<unknown> {
  const said: string[] = [];
  for (const journal of ['WAL', 'DELETE']) {
    const options = { cwd: directory, environment };
    said.push(await succeed('sqlite3', ['-bail', `${journal}.db`], { ...options, input: WORK(journal) }));
    said.push(
      await succeed('sqlite3', ['-bail', join(directory, 'backup.db'), '.sha3sum', 'PRAGMA integrity_check'], options),
    );
    await succeed('rm', ['second.db'], { cwd: directory });
  }
  return said;
}
