import { basename } from 'node:path';
import { bystanderDirectory } from './bystander.ts';

/** A sanitizer's runtime refuses to work unless it is loaded before everything else. */
const SANITIZER = /^lib(asan|tsan|ubsan|lsan|msan|hwasan|clang_rt\.[a-z]*san\w*)\b.*\.so/;

/**
 * LD_PRELOAD with our libraries in it: before what is there already, for nobody else may be in between, but behind
 * sanitizers.
 */
export function extendPreload(existing: string | undefined, libraries: string[]): string {
  const present = (existing ?? '').split(/[\s:]+/).filter(Boolean);
  const sanitizers = present.filter((entry) => SANITIZER.test(basename(entry)));
  const others = present.filter((entry) => !sanitizers.includes(entry) && !libraries.includes(entry));
  return [...sanitizers, ...libraries, ...others].join(':');
}

/** What the runner gives to an action but not to the `run` step that we stand in for: inputs and its own tokens. */
const NOT_FOR_STEPS =
  /^(INPUT_(PROFILE|RUN|SHELL|WORKING-DIRECTORY|SEED|TIMEOUT|REPORT-DIRECTORY|LIBRARY-SOURCE|LIBRARY-BASE-URL|CELLS)|ACTIONS_(RUNTIME_URL|RUNTIME_TOKEN|CACHE_URL|RESULTS_URL))$/;

/** The environment of a command whose programs are targets from its first process on. */
export function targetEnvironment(
  environment: NodeJS.ProcessEnv,
  libraries: string[],
  runDirectory: string,
): NodeJS.ProcessEnv {
  const preload = extendPreload(environment.LD_PRELOAD, libraries);
  return { ...environment, LD_PRELOAD: preload, CHAOS_CONFIG_DIR: runDirectory };
}

/** The environment of a shell that is a bystander (bystander.ts) and gives what it starts the run's directory (shell.ts). */
export function shellEnvironment(
  environment: NodeJS.ProcessEnv,
  libraries: string[],
  runDirectory: string,
): NodeJS.ProcessEnv {
  const stepVariables = Object.entries(environment).filter(([name]) => !NOT_FOR_STEPS.test(name));
  const bystander = targetEnvironment(Object.fromEntries(stepVariables), libraries, bystanderDirectory(runDirectory));
  return { ...bystander, CHAOS_TARGETS: runDirectory };
}
