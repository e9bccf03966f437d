import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cache from '@actions/cache';
import { getExecOutput } from '@actions/exec';
import * as tools from '@actions/tool-cache';
import { reasonOf } from '../error.ts';
import { compilerEnvironment } from '../libraries/execute.ts';
import { readIfThere, type Store } from '../libraries/store.ts';
import type { Execute, Supplies } from '../libraries/supplies.ts';
import { temporaryDirectory } from '../run/directory.ts';
import { VERSION } from '../version.ts';

const TOOL = 'chaos-libraries';

/** What a workflow on GitHub has: the runner's tool cache for downloads, GitHub's cache for what is built. */
export function actionsSupplies(environment: NodeJS.ProcessEnv): Supplies {
  const temporary = temporaryDirectory(environment);
  return { downloads: toolCache(temporary), builds: githubCache(temporary), execute: actionsExecute(environment) };
}

function toolCache(temporary: string): Store {
  return {
    async take(name) {
      try {
        const directory = tools.find(TOOL, VERSION, name);
        return directory ? readIfThere(join(directory, name)) : undefined;
      } catch {
        return undefined; // the runner has none
      }
    },
    async put(name, bytes) {
      const file = join(temporary, `${TOOL}-${randomUUID()}`);
      try {
        writeFileSync(file, bytes);
        await tools.cacheFile(file, name, TOOL, VERSION, name);
      } finally {
        rmSync(file, { force: true });
      }
    },
  };
}

/** An entry's key and path have to be the same when it is put and when it is taken. */
function githubCache(temporary: string): Store {
  const within = async <T>(name: string, use: (file: string, directory: string) => Promise<T>): Promise<T> => {
    const directory = join(temporary, name);
    mkdirSync(directory, { recursive: true });
    try {
      return await use(join(directory, `${name}.tar.gz`), directory);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  };
  return {
    async take(name) {
      if (!cache.isFeatureAvailable()) return undefined;
      try {
        return await within(name, async (file, directory) => {
          const hit = await cache.restoreCache([directory], name);
          return hit === name ? readFileSync(file) : undefined;
        });
      } catch {
        return undefined; // then it is built again
      }
    },
    async put(name, bytes) {
      if (!cache.isFeatureAvailable()) return;
      await within(name, async (file, directory) => {
        writeFileSync(file, bytes);
        await cache.saveCache([directory], name);
      });
    },
  };
}

function actionsExecute(environment: NodeJS.ProcessEnv): Execute {
  return async (program, args) => {
    try {
      const options = { env: compilerEnvironment(environment), silent: true, ignoreReturnCode: true };
      // The program's path may have blanks in it.
      const { exitCode, stdout, stderr } = await getExecOutput(`"${program}"`, args, options);
      return { code: exitCode, output: stdout + stderr };
    } catch (error) {
      return { code: null, output: reasonOf(error) };
    }
  };
}
