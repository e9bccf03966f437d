import { execFileSync } from 'node:child_process';

/** Runs git in one repository and returns what it prints. Throws when git fails. */
export type Git = (...args: string[]) => string;

/** An environment in which git knows nothing of its user: no configuration but the repository's own, a fixed author. */
export function gitEnvironment(environment: NodeJS.ProcessEnv, home: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(environment).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Demo',
    GIT_AUTHOR_EMAIL: 'demo@example.invalid',
    GIT_COMMITTER_NAME: 'Demo',
    GIT_COMMITTER_EMAIL: 'demo@example.invalid',
    LC_ALL: 'C',
  };
}

/** git in a directory and an environment. */
export function gitIn(directory: string, environment: NodeJS.ProcessEnv): Git {
  return (...args) =>
    execFileSync('git', args, {
      cwd: directory,
      env: environment,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
}
