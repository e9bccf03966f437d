import { spawn } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { follow, type Running } from '../running.ts';
import { put, scratch } from '../scratch.ts';

const root = join(import.meta.dirname, '../..');

/** A copy of what a release ships, with nothing of the repository beside it, and a workspace to use it in. */
export interface Installation {
  workspace: string;
  /** The runner's tool cache. */
  tools: string;
  /** Runs the step as the runner does: inputs and the runner's files in the environment; what it is run with comes first. */
  step(node: string, inputs: Record<string, string>, within?: string[]): Running;
  cli(node: string, args: string[]): Running;
  /** What a step wrote into a file of the runner. */
  written(name: 'OUTPUT' | 'STEP_SUMMARY' | 'ENV' | 'PATH'): string;
}

/**
 * Blanks and colons are in the paths, for LD_PRELOAD takes them for separators. Other folders of the repository than `dist`
 * are there if they are named.
 */
export function install(context: TestContext, folders: string[] = []): Installation {
  const directory = scratch(context);
  const dist = join(directory, 'an action: v1', 'dist');
  cpSync(join(root, 'dist'), dist, { recursive: true });
  for (const folder of folders) cpSync(join(root, folder), join(dist, '..', folder), { recursive: true });
  const workspace = join(put(join(directory, 'work space/.keep'), ''), '..');
  const temporary = join(put(join(directory, 'temp/.keep'), ''), '..');
  const tools = join(put(join(directory, 'tools/.keep'), ''), '..');
  const file = (name: string) => join(directory, 'commands', name);
  const files = ['OUTPUT', 'STEP_SUMMARY', 'ENV', 'PATH', 'STATE'];
  const runner: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: directory,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temporary,
    RUNNER_TOOL_CACHE: tools,
    ...Object.fromEntries(files.map((name) => [`GITHUB_${name}`, put(file(name), '', 0o644)])),
  };
  return {
    workspace,
    tools,
    step(node, inputs, within = []) {
      const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
      // A shell forgets variables with a hyphen in their names.
      const again = within.length > 0 ? ['env', ...given.map((pair) => pair.join('='))] : [];
      const [program = '', ...args] = [...within, ...again, node, join(dist, 'index.mjs')];
      return start(program, args, workspace, { ...runner, ...Object.fromEntries(given) });
    },
    cli: (node, args) =>
      start(node, [join(dist, 'cli.mjs'), ...args], workspace, { PATH: process.env.PATH, TMPDIR: temporary }),
    written: (name) => readFileSync(file(name), 'utf8'),
  };
}

function start(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Running {
  return follow(spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}
