import { errnos, isPossible } from '../compile/grammar.ts';
import { readDelay } from './delay.ts';
import { about, type Finding } from './finding.ts';
import type { Target } from './operation.ts';
import type { Effect } from './profile.ts';
import { quote } from './quote.ts';
import { nearest } from './suggestion.ts';
import type { Field, Tree } from './tree.ts';

/** The keys of a rule that are effects: what each becomes, and an example of it. `read` is undefined for what the schema finds. */
const EFFECTS: {
  key: string;
  kind: Effect['kind'];
  example: string;
  read: (tree: Tree) => Effect | Finding | undefined;
}[] = [
  { key: 'fail', kind: 'ERRNO', example: 'fail: EIO', read: readErrno },
  { key: 'delay', kind: 'LATENCY', example: 'delay: 250ms', read: readDelay },
  {
    key: 'torn',
    kind: 'TORN',
    example: 'torn: true',
    read: ({ value }) => (value === true ? { kind: 'TORN' } : undefined),
  },
  {
    key: 'corrupt',
    kind: 'CORRUPT',
    example: 'corrupt: true',
    read: ({ value }) => (value === true ? { kind: 'CORRUPT' } : undefined),
  },
];

/** What a rule declares to happen. */
export interface ReadEffects {
  /** Those that could be read. */
  effects: Effect[];
  /** The key that each of them came from. */
  keys: { key: string; offset: number }[];
  /** Whether all of them could be read. */
  complete: boolean;
  findings: Finding[];
}

/** Reads the effects of a rule; without a target (it is wrong) whether they are possible on it is not checked. */
export function readEffects(rule: Tree, target: Target | undefined): ReadEffects {
  const read: ReadEffects = { effects: [], keys: [], complete: true, findings: [] };
  const declared = EFFECTS.filter(({ key }) => rule.fields?.has(key));
  for (const row of declared) {
    const field = rule.fields?.get(row.key) as Field;
    const effect = row.read(field.tree);
    if (target && !isPossible(target.library, target.operation, row.kind))
      read.findings.push(impossible(row, field, target));
    if (effect === undefined) read.complete = false;
    else if ('code' in effect) read.findings.push(effect);
    else {
      read.effects.push(effect);
      read.keys.push({ key: row.key, offset: field.keyOffset });
    }
  }
  if (declared.length === 0) {
    const hint = `add ${EFFECTS.map(({ example }) => example).join(', or ')}`;
    read.findings.push(about(rule, 'no-effect', 'the rule has no effect', hint));
  }
  return read;
}

function impossible(row: { key: string; kind: string }, field: Field, { library, operation }: Target): Finding {
  const able = [...library.operations]
    .filter(([, effects]) => effects.has(row.kind))
    .map(([name]) => `${library.name}.${name}`);
  const message = `${row.key} cannot happen on ${library.name}.${operation ?? '*'}`;
  return { code: 'impossible-effect', offset: field.keyOffset, message, hint: `it can on ${able.join(', ')}` };
}

function readErrno(tree: Tree): Effect | Finding | undefined {
  const name = typeof tree.value === 'number' ? String(tree.value) : tree.value;
  if (typeof name !== 'string') return undefined;
  if (errnos.has(name)) return { kind: 'ERRNO', errno: name };
  if (name.startsWith('EAI_')) {
    const hint = 'this version injects errnos, such as EIO';
    return about(
      tree,
      'unavailable',
      `${quote(name)} is an error of name resolution, which is not available in this version`,
      hint,
    );
  }
  const numbered = [...errnos].find(([, number]) => String(number) === name)?.[0];
  const meant =
    numbered ?? nearest(name, errnos.keys()) ?? (/^E/i.test(name) ? undefined : nearest(`E${name}`, errnos.keys()));
  const hint = meant ? `did you mean ${meant}?` : 'write the name of an errno, such as EIO, ENOSPC or EACCES';
  return about(tree, 'errno', `unknown errno ${quote(name)}`, hint);
}
