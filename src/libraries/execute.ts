import { spawn } from 'node:child_process';
import type { Execute } from './supplies.ts';

/** What a compiler or make would take from the environment, to the harm of what they make. */
const NOT_FOR_COMPILERS = /^(MAKEFLAGS|MFLAGS|MAKELEVEL|CFLAGS|CPPFLAGS|LDFLAGS|CPATH|C_INCLUDE_PATH|GCC_EXEC_PREFIX)$/;

/** The environment in which libraries are built. */
export function compilerEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) => !NOT_FOR_COMPILERS.test(name));
  return Object.fromEntries([...kept, ['LC_ALL', 'C']]) as Record<string, string>;
}

/** Runs programs as children of this one, in an environment; each leads a session of its own, to be ended with all that it starts. */
export function childExecute(environment: NodeJS.ProcessEnv): Execute {
  return (program, args) =>
    new Promise((resolve) => {
      const env = compilerEnvironment(environment);
      const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      let output = '';
      child.once('error', (error) => resolve({ code: null, output: error.message }));
      child.once('close', (code) => resolve({ code, output }));
      // There are none where no descriptor was left for them.
      for (const stream of [child.stdout, child.stderr].filter(Boolean))
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text;
        });
    });
}
