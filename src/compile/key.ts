import { effects } from './grammar.ts';

const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/** The key of a rule in the run directory's files: the 64-bit FNV-1a hash of its id, never 0. */
export function ruleKey(id: string): bigint {
  let hash = OFFSET_BASIS;
  for (const byte of new TextEncoder().encode(id)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  return hash === 0n ? 1n : hash;
}

/** The key under which the calls of one line of a rule are counted, which is that of its effect. */
export function lineKey(id: string, effect: string): bigint {
  return BigInt.asUintN(64, ruleKey(id) + BigInt(effects.get(effect)?.number ?? 0));
}
