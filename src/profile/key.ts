import type { ErrorObject } from 'ajv';
import { libraries } from '../compile/grammar.ts';
import type { Finding } from './finding.ts';
import { nearest } from './suggestion.ts';
import type { Tree } from './tree.ts';

/** Keys that the design has and this version has not. */
const LATER: Record<string, readonly string[]> = {
  profile: ['phases'],
  gate: ['maxCrashes', 'minCoverage'],
  rule: ['failAfter', 'site'],
};

/** Keys that other tools use for what a key of ours does. */
const SYNONYMS = new Map([
  ['operation', 'on'],
  ['op', 'on'],
  ['file', 'path'],
  ['error', 'fail'],
  ['errno', 'fail'],
  ['latency', 'delay'],
  ['chance', 'probability'],
  ['p', 'probability'],
  ['exe', 'process'],
  ['executable', 'process'],
  ['count', 'times'],
  ['start', 'from'],
  ['end', 'until'],
]);

/** Keys that may stand for the one that says which targets of a library are meant. */
const TARGETS = ['host', 'hostname', 'domain', 'address', 'addr', 'target', 'selector'];

/** The key of a rule that says which targets its library selects. */
function selectorOf(rule: Tree): string | undefined {
  const on = rule.fields?.get('on')?.tree.value;
  return typeof on === 'string' ? libraries.get(on.split('.')[0] ?? '')?.selectors[0] : undefined;
}

/** A key that the schema does not have, in a map that is the value of `owner` ('' for the whole profile). */
export function unknownKey({ parentSchema }: ErrorObject, map: Tree, key: string, owner: string): Finding {
  const keys = Object.keys(parentSchema?.properties ?? {});
  const place = owner === '' ? 'profile' : owner;
  const offset = map.fields?.get(key)?.keyOffset ?? map.offset;
  const shown = JSON.stringify(key.slice(0, 60));
  if (LATER[place]?.includes(key)) {
    const hint = list(place, keys);
    return {
      code: 'unavailable',
      offset,
      message: `the key ${key} of a ${place} is not available in this version`,
      hint,
    };
  }
  const selector = place === 'rule' && TARGETS.includes(key) ? selectorOf(map) : undefined;
  const synonym = selector ?? SYNONYMS.get(key);
  const meant = synonym !== undefined && keys.includes(synonym) ? synonym : nearest(key, keys);
  const example = selector === undefined ? '' : `, such as ${parentSchema?.properties?.[selector]?.examples?.[0]}`;
  const hint = meant ? `did you mean ${meant}${example}?` : list(place, keys);
  return { code: 'unknown-key', offset, message: `a ${place} has no key ${shown}`, hint };
}

/** How many keys a hint names. */
const NAMED = 12;

function list(place: string, keys: string[]): string {
  return keys.length > NAMED
    ? `docs/profile.md lists the keys of a ${place}`
    : `the keys of a ${place} are ${keys.join(', ')}`;
}

/** A key that the schema requires and the map does not have. */
export function missingKey(map: Tree, { params, parentSchema }: ErrorObject): Finding {
  const key: string = params.missingProperty;
  const example = parentSchema?.properties?.[key]?.examples?.[0];
  const hint = typeof example === 'object' ? `add a list \`${key}:\`` : `add for example \`${key}: ${example}\``;
  return { code: 'missing-key', offset: map.offset, message: `the key ${key} is missing`, hint };
}
