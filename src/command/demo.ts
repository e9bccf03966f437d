import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { lookUp } from '../cell/lookup.ts';
import { reasonOf, ToolError, UsageError } from '../error.ts';
import { EXIT } from '../host/failure.ts';
import type { Host } from '../host/host.ts';
import { distDirectory } from '../libraries/location.ts';
import type { Report } from '../report/report.ts';
import { renderTerminal } from '../report/terminal.ts';
import { temporaryDirectory } from '../run/directory.ts';
import { watchInterruption } from '../run/interruption.ts';
import { parseAttempts, tellAttempts } from './demo-story.ts';
import { type Git, gitEnvironment, gitIn } from './git.ts';
import type { Runner } from './line.ts';
import { parseOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

/** While git runs, no signal is heard of. */
const HEARD_AFTER_MS = 10;

/** `chaos demo`: git on a failing disk, told in a screenful. Returns the exit code: 0 when it could be shown. */
export async function demo(args: string[], terminal: Terminal, host: Host, run: Runner): Promise<number> {
  const { words, command } = parseOptions('demo', args, {});
  if (words.length > 0 || command) throw new UsageError('chaos demo takes no arguments');
  if ('missing' in lookUp('git', terminal.environment.PATH, terminal.cwd))
    throw new ToolError('the demo shows what git does on a failing disk, but there is no git here; install git');
  const fixtures = join(distDirectory(), '..', 'fixtures', 'demo');
  const profile = relative(terminal.cwd, join(fixtures, 'profile.yml'));
  const interruption = watchInterruption();
  const directory = makeDirectory(terminal.environment);
  try {
    const environment = gitEnvironment(terminal.environment, directory);
    const git = makeRepository(join(directory, 'repo'), environment);
    terminal.print(`git commits to a new repository eight times, on a disk that is failing: ${profile}\n`);
    const log = join(directory, 'log');
    writeFileSync(log, '');
    const reports: Report[] = [];
    const silent: Host = { ...host, say: () => undefined, showReport: (report) => void reports.push(report) };
    const request = {
      profile,
      workload: { argv: ['sh', join(fixtures, 'workload.sh'), log] },
      cwd: join(directory, 'repo'),
      environment,
      timeoutMs: 60_000,
      reportDirectory: join(directory, 'report'),
      repeat: 1,
      librarySource: 'auto' as const,
      cells: [],
    };
    await run(request, silent);
    const [report] = reports;
    if (!report) throw new ToolError('the demo was run, but there is no report of it');
    terminal.print(withoutReplay(renderTerminal(report, terminal.style)));
    terminal.print('\nwhat git did about it');
    const attempts = parseAttempts(readFileSync(log, 'utf8').replaceAll(`${directory}/`, ''));
    terminal.print(tellAttempts(attempts, subjects(git), isIntact(git)).join('\n'));
    const cli = relative(terminal.cwd, join(distDirectory(), 'cli.mjs'));
    terminal.print(`\nyour turn: node ${cli} run -p ${profile} -- COMMAND`);
    return report.outcome.kind === 'passed' ? EXIT.passed : EXIT.tool;
  } finally {
    rmSync(directory, { recursive: true, force: true });
    await setTimeout(HEARD_AFTER_MS);
    interruption.dispose();
    if (interruption.signal) process.kill(process.pid, interruption.signal);
  }
}

/** Without the command line that repeats the run: its repository is gone in a moment. */
function withoutReplay(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.includes('replay: '))
    .join('\n');
}

function makeDirectory(environment: NodeJS.ProcessEnv): string {
  const parent = temporaryDirectory(environment);
  try {
    return mkdtempSync(resolve(parent, 'chaos-demo-'));
  } catch (error) {
    throw new ToolError(`cannot make a directory in ${parent}: ${reasonOf(error)}`, { cause: error });
  }
}

/** A repository with one commit, in which git flushes all that it writes. */
function makeRepository(directory: string, environment: NodeJS.ProcessEnv): Git {
  mkdirSync(directory);
  const git = gitIn(directory, environment);
  git('init', '--quiet');
  git('config', 'core.fsync', 'all'); // from git 2.36 on
  git('config', 'core.fsyncObjectFiles', 'true'); // before
  git('config', 'gc.auto', '0');
  git('commit', '--quiet', '--allow-empty', '--message', 'Begin');
  return git;
}

function subjects(git: Git): string[] {
  return git('log', '--format=%s').split('\n');
}

function isIntact(git: Git): boolean {
  try {
    git('fsck', '--full', '--strict');
    return true;
  } catch {
    return false;
  }
}
