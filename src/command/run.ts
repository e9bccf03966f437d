import { UsageError } from '../error.ts';
import { DEFAULT_REPORT_DIRECTORY, DEFAULT_TIMEOUT_MS, type RunRequest } from '../run/request.ts';
import { parseOptions } from './options.ts';
import { parseBaseUrl, parseCells, parseCount, parseSeed, parseSource, parseTimeout } from './value.ts';

const OPTIONS = {
  profile: { type: 'string', short: 'p' },
  seed: { type: 'string', short: 's' },
  output: { type: 'string', short: 'o' },
  repeat: { type: 'string', short: 'n' },
  timeout: { type: 'string', short: 't' },
  'library-source': { type: 'string' },
  'library-base-url': { type: 'string' },
  cells: { type: 'string' },
} as const;

/** What `chaos run` is asked to do. Throws a UsageError. */
export function parseRun(args: string[], environment: NodeJS.ProcessEnv, cwd: string): RunRequest {
  const { values, words, command } = parseOptions('run', args, OPTIONS);
  const text = (name: keyof typeof OPTIONS) => values[name] as string | undefined;
  const profile = text('profile');
  const stray = words.join(' ');
  if (!profile)
    throw new UsageError(`chaos run needs a profile: chaos run -p PROFILE -- ${command?.join(' ') || 'COMMAND'}`);
  if (!command)
    throw new UsageError(`chaos run needs -- before the command: chaos run -p ${profile} -- ${stray || 'COMMAND'}`);
  if (stray) throw new UsageError(`chaos run takes the command behind --, but '${stray}' stands before it`);
  if (command.length === 0)
    throw new UsageError(`chaos run needs a command behind --: chaos run -p ${profile} -- COMMAND`);
  const seed = text('seed');
  const timeout = text('timeout');
  const baseUrl = text('library-base-url');
  return {
    profile,
    workload: { argv: command },
    cwd,
    environment,
    ...(seed === undefined ? {} : { seed: parseSeed('--seed', seed) }),
    timeoutMs: timeout === undefined ? DEFAULT_TIMEOUT_MS : parseTimeout('--timeout', timeout),
    reportDirectory: text('output') ?? DEFAULT_REPORT_DIRECTORY,
    repeat: parseCount('--repeat', text('repeat') ?? '1'),
    librarySource: parseSource('--library-source', text('library-source') ?? 'auto'),
    ...(baseUrl === undefined ? {} : { libraryBaseUrl: parseBaseUrl('--library-base-url', baseUrl) }),
    cells: parseCells('--cells:', text('cells') ?? ''),
  };
}
