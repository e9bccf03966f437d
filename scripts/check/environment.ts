import { delimiter } from 'node:path';

/** Whoever starts us, wherever: the same locale, time zone, umask, tools and temporary files. */
export function normalizeEnvironment(temporary: string): void {
  process.umask(0o022);
  const foreign =
    /^(GITHUB_|RUNNER_|INPUT_|CHAOS_|NODE_|npm_|GIT_|LC_|LANG|LD_|MAKE|MFLAGS$|CFLAGS$|CDPATH$|ENV$|BASH_ENV$|(NO|FORCE)_COLOR$|COLUMNS$)/;
  for (const name of Object.keys(process.env)) if (foreign.test(name)) delete process.env[name];
  const path = (process.env.PATH ?? '/usr/bin:/bin').split(delimiter);
  Object.assign(process.env, {
    PATH: path.filter((entry) => !/node_modules|node-gyp-bin/.test(entry)).join(delimiter),
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    TMPDIR: temporary,
  });
}
