import { libraries } from '../compile/grammar.ts';
import type { Profile, ProfileRule } from './profile.ts';
import { reachOf } from './reach.ts';

/** The errors that manuals list, of functions that can be made to fail with others, too: getaddrinfo(3), getnameinfo(3). */
export const LISTED: Readonly<Record<string, readonly string[]>> = {
  getaddrinfo: [
    ...['EAI_ADDRFAMILY', 'EAI_AGAIN', 'EAI_BADFLAGS', 'EAI_FAIL', 'EAI_FAMILY', 'EAI_MEMORY', 'EAI_NODATA'],
    ...['EAI_NONAME', 'EAI_SERVICE', 'EAI_SOCKTYPE', 'EAI_SYSTEM'],
  ],
  getnameinfo: [
    ...['EAI_AGAIN', 'EAI_BADFLAGS', 'EAI_FAIL', 'EAI_FAMILY', 'EAI_MEMORY', 'EAI_NONAME', 'EAI_OVERFLOW'],
    'EAI_SYSTEM',
  ],
};

/** A sentence for each rule whose error is not in the manual of a function that it makes fail. */
export function beyondManuals({ rules, path }: Pick<Profile, 'rules' | 'path'>): string[] {
  return rules.flatMap((rule) =>
    rule.effects.flatMap((effect) => {
      if (effect.kind !== 'ERRNO') return [];
      const manuals = surprised(rule, effect.errno).map((name) => `${name}(3)`);
      if (manuals.length === 0) return [];
      const list = `${manuals.join(' and ')} ${manuals.length === 1 ? 'does' : 'do'} not list`;
      return `rule ${rule.id} (${path}:${rule.line}) fails with ${effect.errno}, which ${list}: programs may abort on it, as Node does on most such errors; EAI_AGAIN is one that they know`;
    }),
  );
}

/** The functions that a rule makes fail with an error that their manuals do not list. */
function surprised({ library: name, operation, selector, policy }: ProfileRule, errno: string): string[] {
  const library = libraries.get(name);
  if (!library || policy.probability === 0) return [];
  const { operations } = reachOf(operation === undefined ? { library } : { library, operation }, selector);
  const able = library.failing.get(errno) ?? [];
  return operations.filter((one) => able.includes(one) && LISTED[one]?.includes(errno) === false);
}
