import { UsageError } from '../error.ts';
import { EXIT, exitCodeOf } from '../host/failure.ts';
import type { Host } from '../host/host.ts';
import { nearest } from '../profile/suggestion.ts';
import type { RunRequest } from '../run/request.ts';
import { VERSION } from '../version.ts';
import { check } from './check.ts';
import { compile } from './compile.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { showGrammar } from './grammar.ts';
import { type CommandName, HELP } from './help.ts';
import { asksForHelp } from './options.ts';
import { showReport } from './report.ts';
import { parseRun } from './run.ts';
import type { Terminal } from './terminal.ts';

/** How a run is made: the story in chaos.ts. */
export type Runner = (request: RunRequest, host: Host) => Promise<number>;

type Command = (args: string[], terminal: Terminal, host: Host, run: Runner) => Promise<number> | number;

const COMMANDS: Record<CommandName, Command> = {
  run: (args, terminal, host, run) => run(parseRun(args, terminal.environment, terminal.cwd), host),
  check,
  compile,
  grammar: showGrammar,
  doctor,
  report: showReport,
  demo,
};

/** Does what a command line asks for. Returns the exit code, and throws nothing: what goes wrong is said to the host. */
export async function commandLine(args: string[], terminal: Terminal, host: Host, run: Runner): Promise<number> {
  try {
    const [name = '', ...rest] = args;
    if (name === '--version' || name === '-V' || name === 'version') return print(terminal, `chaos ${VERSION}`);
    if (name === '--help' || name === '-h' || name === 'help') return print(terminal, helpFor(rest[0]));
    if (!isCommand(name)) throw new UsageError(name ? unknown(name) : `chaos needs a command; ${SEE_HELP}`);
    if (asksForHelp(rest)) return print(terminal, HELP[name]);
    return await COMMANDS[name](rest, terminal, host, run);
  } catch (error) {
    host.fail(error);
    return exitCodeOf(error);
  }
}

const SEE_HELP = 'chaos --help lists them';

function print(terminal: Terminal, text: string): number {
  terminal.print(text);
  return EXIT.passed;
}

function helpFor(name: string | undefined): string {
  return name !== undefined && isCommand(name) ? HELP[name] : HELP.chaos;
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

function unknown(name: string): string {
  const close = nearest(name, Object.keys(COMMANDS));
  const kind = name.startsWith('-') ? 'option' : 'command';
  return `chaos has no ${kind} ${name}; ${close ? `did you mean chaos ${close}?` : SEE_HELP}`;
}
