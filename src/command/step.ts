import { resolve } from 'node:path';
import { UsageError } from '../error.ts';
import { EXIT, exitCodeOf } from '../host/failure.ts';
import type { Host } from '../host/host.ts';
import { DEFAULT_REPORT_DIRECTORY, DEFAULT_TIMEOUT_MS, type RunRequest } from '../run/request.ts';
import { shellCommand } from '../run/shell.ts';
import type { Runner } from './line.ts';
import { parseBaseUrl, parseCells, parseSeed, parseSource, parseTimeout } from './value.ts';

/** Reads an input of the step; empty when it is absent. */
export type Input = (name: string) => string;

/** Does what a workflow step with `uses:` asks for. Returns the exit code, and throws nothing. */
export async function runStep(input: Input, environment: NodeJS.ProcessEnv, host: Host, run: Runner): Promise<number> {
  try {
    const { request, mistakes } = readInputs(input, environment);
    for (const mistake of mistakes) host.fail(mistake);
    if (!request) return EXIT.usage;
    return await run(request, host);
  } catch (error) {
    host.fail(error);
    return exitCodeOf(error);
  }
}

/** The step's inputs as a request, or every mistake in them. */
function readInputs(input: Input, environment: NodeJS.ProcessEnv): { request?: RunRequest; mistakes: UsageError[] } {
  const mistakes: UsageError[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      mistakes.push(error);
      return undefined;
    }
  };
  const word = (name: string) => input(name).trim();
  const profile = word('profile');
  const script = input('run');
  if (!profile) mistakes.push(new UsageError('the input profile is missing; write for example profile: chaos.yml'));
  if (!script.trim()) mistakes.push(new UsageError('the input run is missing; write for example run: npm test'));
  const shell = word('shell') || 'bash';
  attempt(() => shellCommand(shell, '', script));
  const seed = word('seed') ? attempt(() => parseSeed('seed:', word('seed'))) : undefined;
  const timeout = word('timeout') ? attempt(() => parseTimeout('timeout:', word('timeout'))) : DEFAULT_TIMEOUT_MS;
  const source = attempt(() => parseSource('library-source:', word('library-source') || 'auto'));
  const baseUrl = attempt(() => baseUrlOf(word('library-base-url'), environment));
  const cells = attempt(() => parseCells('cells:', input('cells')));
  if (mistakes.length > 0 || timeout === undefined || !source || !cells) return { mistakes };
  const request: RunRequest = {
    profile,
    workload: { script, shell },
    cwd: resolve(word('working-directory') || '.'),
    environment,
    ...(seed === undefined ? {} : { seed }),
    timeoutMs: timeout,
    reportDirectory: word('report-directory') || DEFAULT_REPORT_DIRECTORY,
    repeat: 1,
    librarySource: source,
    ...(baseUrl === undefined ? {} : { libraryBaseUrl: baseUrl }),
    cells,
  };
  return { request, mistakes };
}

/** The input, or else the releases of the repository that the runner has this action from; undefined where it does not say. */
function baseUrlOf(given: string, environment: NodeJS.ProcessEnv): string | undefined {
  if (given) return parseBaseUrl('library-base-url:', given);
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository } = environment;
  return server && repository ? `${server}/${repository}/releases/download` : undefined;
}
