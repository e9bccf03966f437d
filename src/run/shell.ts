import { basename } from 'node:path';
import { UsageError } from '../error.ts';

/** How a script is run by a shell that is no target itself (bystander.ts), while what it starts is. */
export interface ShellCommand {
  argv: string[];
  /** With the script's text in place of its path, and nothing of ours: how the command is shown in reports. */
  shown: string[];
  /** The startup file that the shell must be given in BASH_ENV. Other shells have none, and get what it does as a command. */
  startup?: string;
}

const TEMPLATES: Record<string, string> = {
  bash: 'bash --noprofile --norc -eo pipefail {0}',
  sh: 'sh -e {0}',
  dash: 'dash -e {0}',
  zsh: 'zsh -e {0}',
  ksh: 'ksh -e {0}',
};
const KNOWN = Object.keys(TEMPLATES);

/** Not traced where the shell is told to trace (`-x`): standard error is away meanwhile. From here on every program that the shell starts is a target. */
const TARGETS = 'CHAOS_CONFIG_DIR=$CHAOS_TARGETS; unset CHAOS_TARGETS';

/**
 * Bash reads a file before the script, and nothing about the script differs from a plain run. Who had such a file keeps it. What
 * bash reads before that as a login shell may run bash as well: only the one whose parent is chaos starts targets.
 */
const STARTUP = `{
  unset BASH_ENV
  if [ -n "\${CHAOS_BASH_ENV-}" ]; then BASH_ENV=$CHAOS_BASH_ENV; export BASH_ENV; fi
  unset CHAOS_BASH_ENV
} 2>/dev/null
if { [ -r "\${BASH_ENV-}" ]; } 2>/dev/null; then . "$BASH_ENV"; fi
{ if [ "$PPID" = ${process.pid} ]; then ${TARGETS}; fi; } 2>/dev/null
`;

/**
 * Other shells read the script as a command's first act, with `$0` and the arguments of a script that is run as a file: line
 * numbers, standard input and `exit` are the same, only dash and ksh say the script's name twice in some of their messages, zsh
 * ends with 126 where it cannot parse the script, rather than with 1, and ksh reads all of it before it begins.
 */
const COMMAND = `{ ${TARGETS}; } 2>/dev/null; . "$0"`;

/** Bash reads no startup file where it follows POSIX, is privileged or interactive. */
const NO_STARTUP = /^(-[a-zA-Z]*[ip].*|(--)?posix|privileged)$/;

/** Whether the environment alone makes bash such. */
export function readsNoStartup({ POSIXLY_CORRECT, SHELLOPTS }: NodeJS.ProcessEnv): boolean {
  return POSIXLY_CORRECT !== undefined || (SHELLOPTS ?? '').split(':').some((word) => NO_STARTUP.test(word));
}

/**
 * How to run the script at `file`, whose text is `text`, with the shell of a workflow: `bash`, `sh`, `dash`, `zsh`,
 * `ksh`, or a template like `bash -eux {0}` of one of them. `plain` says that the environment keeps bash from reading a
 * startup file (readsNoStartup).
 * Throws a UsageError for any other.
 */
export function shellCommand(shell: string, file: string, text: string, plain = false): ShellCommand {
  const words = (TEMPLATES[shell.trim()] ?? shell).trim().split(/\s+/);
  const place = words.indexOf('{0}');
  const program = words[0] ?? '';
  const hint = `write ${KNOWN.slice(0, -1).join(', ')} or ${KNOWN.at(-1)}, or one of them with options, like 'bash -eux {0}'`;
  if (!KNOWN.includes(basename(program))) throw new UsageError(`shell: '${shell}' cannot be used here; ${hint}`);
  if (place < 1) throw new UsageError(`shell: '${shell}' has no word {0}, where the script's path belongs; ${hint}`);
  if (words.lastIndexOf('{0}') !== place) throw new UsageError(`shell: '${shell}' has {0} twice; ${hint}`);
  const options = words.slice(0, place);
  const unusable = options.find((word) => /^-[a-zA-Z]*[cs]/.test(word) || /["'\\$`]/.test(word));
  if (unusable) throw new UsageError(`shell: '${shell}' cannot be used with ${unusable}; ${hint}`);
  const rest = words.slice(place + 1);
  const shown = [...options, '-c', text, ...(rest.length > 0 ? [basename(program), ...rest] : [])];
  const readsStartup = basename(program) === 'bash' && !plain && !options.some((word) => NO_STARTUP.test(word));
  if (readsStartup) return { argv: [...options, file, ...rest], shown, startup: STARTUP };
  return { argv: [...options, '-c', COMMAND, file, ...rest], shown };
}
