import type { WriteStream } from 'node:tty';
import { reasonOf, ToolError } from '../error.ts';
import { childExecute } from '../libraries/execute.ts';
import { cacheDirectory, directoryStore } from '../libraries/store.ts';
import { printable } from '../report/printable.ts';
import { renderTerminal } from '../report/terminal.ts';
import { EXIT, failureText } from './failure.ts';
import type { Host } from './host.ts';
import { showProgress } from './progress-line.ts';

/** A person at a terminal, or whatever reads our standard error. Standard output is the command's alone. */
export function terminalHost(stream: WriteStream, environment: NodeJS.ProcessEnv): Host {
  const write = (text: string) => void stream.write(text);
  const say = (text: string) => write(`${text}\n`);
  return {
    oneStream: false,
    say: (text) => say(printable(text)),
    warn: (message) => say(printable(`chaos: warning: ${message}`)),
    fail: (error) => say(failureText(error, environment)),
    commandStarts: (_title, injections) => (stream.isTTY ? showProgress(write, injections) : () => undefined),
    async supplies() {
      const store = directoryStore(cacheDirectory(environment));
      return { downloads: store, builds: store, execute: childExecute(environment) };
    },
    showReport(report, _summary, path) {
      say(renderTerminal(report, terminalStyle(stream, environment)));
      if (path) say(`report: ${printable(path)}`);
    },
  };
}

/** Whether a stream shows colours, and how many columns it has: any number where it is no terminal. NO_COLOR, TERM=dumb and FORCE_COLOR are respected. */
export function terminalStyle(stream: WriteStream, environment: NodeJS.ProcessEnv): { color: boolean; width: number } {
  const forced = environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '0';
  const able = Boolean(stream.isTTY) && environment.TERM !== 'dumb';
  const width = stream.columns || (stream.isTTY ? 100 : Number.POSITIVE_INFINITY);
  return { color: !environment.NO_COLOR && (able || forced), width };
}

/** A pipe that was closed or a device that is full is no reason to end before the report is written: what we say is lost. */
export function surviveBrokenStreams(streams: NodeJS.WritableStream[]): void {
  for (const stream of streams) stream.on('error', () => undefined);
}

/** What was asked for cannot be delivered when standard output fails; that nobody reads on is fine. */
export function endWithStandardOutput(stdout: NodeJS.WritableStream, say: (text: string) => void): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    say(`chaos: cannot write to the standard output: ${reasonOf(error)}`);
    process.exit(EXIT.tool);
  });
}

/** The current directory. Throws a ToolError when it has been removed. */
export function currentDirectory(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new ToolError('the current directory does not exist any more; change to another', { cause: error });
  }
}
