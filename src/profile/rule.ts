import { readEffects } from './effect.ts';
import { about, type Finding } from './finding.ts';
import { readTarget } from './operation.ts';
import { readPolicy } from './policy.ts';
import type { ProfileRule } from './profile.ts';
import { quote } from './quote.ts';
import { EVERYTHING } from './reach.ts';
import { readSelector } from './selector.ts';
import { positionAt, type Source } from './source.ts';
import type { Tree } from './tree.ts';

/** A rule as far as it could be read, and what was wrong with it beyond the schema. */
export interface ReadRule {
  tree: Tree;
  /** Absent when a part of it could not be read. */
  rule?: ProfileRule;
  /** The key in the file that each effect of the rule came from. */
  effectFields: { key: string; offset: number }[];
  findings: Finding[];
}

/** Reads one entry of `rules`; `number` counts them from 1 and names those without an id. */
export function readRule(tree: Tree, number: number, source: Source): ReadRule {
  if (!tree.fields) return { tree, effectFields: [], findings: [] };
  const findings: Finding[] = [];
  const fields = tree.fields;
  const keep = <Read extends object | string>(read: Read | Finding | undefined): Read | undefined => {
    if (typeof read !== 'object' || !('code' in read)) return read;
    findings.push(read);
    return undefined;
  };

  const name = fields.get('id')?.tree;
  const id = name ? keep(readId(name)) : `rule-${number}`;
  const on = fields.get('on')?.tree;
  const target = on && keep(readTarget(on));
  const selector = keep(readSelector(tree, target));
  const {
    effects,
    keys: effectFields,
    complete: allEffects,
    findings: wrongEffects,
  } = readEffects(tree, target, selector ?? EVERYTHING);
  const { policy, complete: allTerms, findings: wrongTerms } = readPolicy(tree);
  findings.push(...wrongEffects, ...wrongTerms);
  const read = { tree, effectFields, findings };
  if (findings.length > 0 || !allEffects || !allTerms) return read;
  if (!target || id === undefined || selector === undefined) return read;

  const { library, operation } = target;
  const { line } = positionAt(source, tree.offset);
  const rule = { id, line, library: library.name, selector, effects, policy };
  return { ...read, rule: operation === undefined ? rule : { ...rule, operation } };
}

function readId(tree: Tree): string | Finding | undefined {
  const id = tree.value;
  if (typeof id === 'object') return undefined;
  if (typeof id !== 'string')
    return about(tree, 'id', `the id ${quote(id)} is not text`, `put it between quotes: id: "${quote(id)}"`);
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id)) return id;
  const proposed = id
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 64);
  const hint = `use letters, digits, dot, underscore and hyphen, at most 64${proposed === '' ? '' : `: ${proposed}`}`;
  return about(tree, 'id', `the id ${quote(id)} cannot name a rule`, hint);
}
