import { errnos, resolverErrors } from '../compile/grammar.ts';
import { type EffectKey, OTHER_EFFECTS } from './effects.ts';
import { excluded } from './excluded.ts';
import { about, type Finding } from './finding.ts';
import type { Target } from './operation.ts';
import type { Effect } from './profile.ts';
import { quote } from './quote.ts';
import { EVERYTHING, operationsWith, reachOf } from './reach.ts';
import { nearest } from './suggestion.ts';
import type { Field, Tree } from './tree.ts';

/** The keys of a rule that are effects. */
const EFFECTS: readonly EffectKey[] = [
  { key: 'fail', kind: 'ERRNO', example: 'fail: EIO', read: readError },
  ...OTHER_EFFECTS,
];

/** What a call may fail with of which no library is known. */
const ANY_ERROR: ReadonlyMap<string, number> = new Map([...errnos, ...resolverErrors]);

/** How many effects a hint names. */
const EXAMPLES = 4;

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

/**
 * Reads the effects of a rule on what its selector means; without a target (it is wrong) whether they are possible on it
 * is not checked.
 */
export function readEffects(rule: Tree, target: Target | undefined, selector: string): ReadEffects {
  const read: ReadEffects = { effects: [], keys: [], complete: true, findings: [] };
  const declared = EFFECTS.filter(({ key }) => rule.fields?.has(key));
  for (const row of declared) {
    const field = rule.fields?.get(row.key) as Field;
    const effect = row.read(field.tree, target, selector);
    if (target && reachOf(target, selector, row.kind).operations.length === 0)
      read.findings.push(impossible(row, field, target, selector));
    if (effect === undefined) read.complete = false;
    else if ('code' in effect) read.findings.push(effect);
    else {
      read.effects.push(effect);
      read.keys.push({ key: row.key, offset: field.keyOffset });
    }
  }
  if (declared.length === 0) {
    const possible = EFFECTS.filter(({ kind }) => target && reachOf(target, selector, kind).operations.length > 0);
    const examples = (possible.length > 0 ? possible : EFFECTS).map(({ example }) => example);
    const hint = `add ${examples.slice(0, EXAMPLES).join(', or ')}`;
    read.findings.push(about(rule, 'no-effect', 'the rule has no effect', hint));
  }
  return read;
}

function impossible(row: { key: string; kind: string }, field: Field, target: Target, selector: string): Finding {
  const { library, operation } = target;
  const bound = reachOf(target, selector, row.kind).hint;
  const able = operationsWith(library, row.kind);
  const narrow = bound !== undefined || (operation === undefined && selector !== EVERYTHING && able.length > 0);
  const place = narrow ? quote(selector) : `${library.name}.${operation ?? EVERYTHING}`;
  const others = able.length > 0 ? `it can on ${able.join(', ')}` : `${library.name} has no such effect`;
  const message = `${row.key} cannot happen on ${place}`;
  return { code: 'impossible-effect', offset: field.keyOffset, message, hint: bound ?? others };
}

/** Programs abort on an error that the function they called cannot fail with. */
function unable(error: string, tree: Tree, target: Target | undefined, selector: string): Finding | undefined {
  if (!target) return undefined;
  const able = target.library.failing.get(error);
  if (!able) return excluded(error, tree, target, selector);
  const { operations } = reachOf(target, selector);
  if (operations.some((operation) => able.includes(operation))) return undefined;
  const { name } = target.library;
  const hint = `${able.map((operation) => `${name}.${operation}`).join(', ')} can`;
  const calls =
    target.operation === undefined
      ? `no call on ${quote(selector)} fails`
      : `${name}.${target.operation} does not fail`;
  return about(tree, 'errno', `${calls} with ${error}`, hint);
}

function readError(tree: Tree, target: Target | undefined, selector: string): Effect | Finding | undefined {
  const name = typeof tree.value === 'number' ? String(tree.value) : tree.value;
  if (typeof name !== 'string') return undefined;
  const known = target?.library.errors ?? ANY_ERROR;
  if (known.has(name)) return unable(name, tree, target, selector) ?? { kind: 'ERRNO', errno: name };
  const resolves = known === resolverErrors;
  if (target && (resolves ? errnos : resolverErrors).has(name)) {
    const [what, instead] = resolves ? ['an errno', 'EAI_AGAIN'] : ['an error of name resolution', 'EIO'];
    const message = `${name} is ${what}, which ${target.library.name} does not fail with`;
    return about(tree, 'errno', message, `write for example ${instead}`);
  }
  const numbered = [...known].find(([, number]) => String(number) === name)?.[0];
  const prefix = resolves ? 'EAI_' : 'E';
  const meant =
    numbered ??
    nearest(name, known.keys()) ??
    (/^E/i.test(name) ? undefined : nearest(`${prefix}${name}`, known.keys()));
  const example = resolves
    ? 'EAI_AGAIN, EAI_NONAME or EAI_FAIL'
    : target
      ? 'EIO, ENOSPC or EACCES'
      : 'EIO or EAI_AGAIN';
  const hint = meant ? `did you mean ${meant}?` : `write the name of an errno, such as ${example}`;
  return about(tree, 'errno', `unknown errno ${quote(name)}`, hint);
}
