import { basename } from 'node:path';

/** Names of AddressSanitizer's runtime as a library of its own: gcc's, and clang's with -shared-libasan. */
const RUNTIME = /^lib(asan|clang_rt\.asan)\b.*\.so/;

/** The library, among those that a program needs, that has to be loaded before any other. */
export function addressSanitizer(needed: string[]): string | undefined {
  return needed.find((name) => RUNTIME.test(name));
}

/**
 * Why a program that needs this runtime would refuse to start behind our libraries, and what to do about it; undefined when
 * it would not.
 */
export function sanitizerConflict(runtime: string | undefined, environment: NodeJS.ProcessEnv): string | undefined {
  if (!runtime) return undefined;
  const preloaded = (environment.LD_PRELOAD ?? '').split(/[\s:]+/).some((entry) => RUNTIME.test(basename(entry)));
  if (preloaded || /\bverify_asan_link_order=(0|false|no)\b/.test(environment.ASAN_OPTIONS ?? '')) return undefined;
  return `it is built with AddressSanitizer, which refuses to start behind preloaded libraries; set ASAN_OPTIONS=verify_asan_link_order=0, or LD_PRELOAD to the path of ${runtime}`;
}
