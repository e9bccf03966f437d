import { type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import type { Finding } from './finding.ts';

/** A value of the file that knows where it stands. Aliases share the tree that they refer to. */
export interface Tree {
  /** Plain: null, boolean, number, string, array or an object without prototype. */
  value: unknown;
  /** Into the source's text. */
  offset: number;
  /** How many values it holds, itself included, aliases counted as what they stand for; a long text counts as several. */
  size: number;
  /** Of a map. */
  fields?: Map<string, Field>;
  /** Of a list. */
  items?: Tree[];
}

export interface Field {
  keyOffset: number;
  tree: Tree;
}

const MOST_FROM_ALIASES = 10_000;

/** Turns a YAML document into values with positions; finds duplicate and merge keys and aliases that lead nowhere. */
export function readTree(document: Document.Parsed): { root: Tree; findings: Finding[] } {
  const findings: Finding[] = [];
  const anchors = new Map<string, Tree>();
  let fromAliases = 0;
  /** Stands for every alias that is too many: one mistake. */
  let excess: Tree | undefined;

  function read(node: ParsedNode | null, offset: number): Tree {
    if (isAlias(node)) return readAlias(node.source, node.range[0]);
    const tree: Tree = { value: null, offset: node?.range[0] ?? offset, size: 1 };
    if (isMap(node)) readMap(tree, node.items as Pair[]);
    else if (isSeq(node)) readList(tree, node.items as ParsedNode[]);
    else if (isScalar(node)) {
      tree.value = node.value;
      if (typeof node.value === 'string') tree.size += Math.floor(node.value.length / 256);
    }
    if (node?.anchor) anchors.set(node.anchor, tree);
    return tree;
  }

  function readMap(tree: Tree, pairs: Pair[]): void {
    const value: Record<string, unknown> = Object.create(null);
    const fields = new Map<string, Field>();
    for (let at = 0; at < pairs.length; at++) {
      const pair = pairs[at] as Pair;
      const key = keyOf(pair);
      const keyOffset = pair.key.range[0];
      const field = { keyOffset, tree: read(pair.value, keyOffset) };
      const parts = partsInParentheses(pairs.slice(at, at + MOST_PARTS));
      if (parts.length > 1) {
        findings.push(splitByComma(key, field.tree, parts));
        at += parts.length - 1;
      }
      tree.size += field.tree.size;
      if (fields.has(key)) findings.push({ ...duplicateKey(key, keyOffset), within: tree });
      else if (key === '<<') findings.push({ ...mergeKey(keyOffset), within: tree });
      else {
        fields.set(key, field);
        value[key] = field.tree.value;
      }
    }
    tree.value = value;
    tree.fields = fields;
  }

  function readList(tree: Tree, nodes: ParsedNode[]): void {
    tree.items = nodes.map((node) => read(node, tree.offset));
    tree.value = tree.items.map((item) => item.value);
    for (const item of tree.items) tree.size += item.size;
  }

  function readAlias(name: string, offset: number): Tree {
    const nothing: Tree = { value: null, offset, size: 1 };
    const target = anchors.get(name);
    if (!target) findings.push(lostAlias(name, nothing));
    if (!target) return nothing;
    if (excess) return excess;
    fromAliases += target.size;
    if (fromAliases <= MOST_FROM_ALIASES) return { ...target, offset };
    excess = nothing;
    findings.push(tooManyFromAliases(excess));
    return excess;
  }

  return { root: read(document.contents as ParsedNode | null, 0), findings };
}

/** Of a map. */
interface Pair {
  key: ParsedNode;
  value: ParsedNode | null;
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

/** More arguments than anything has that is written with parentheses. */
const MOST_PARTS = 4;

/**
 * The parts of the first value, where it opens a parenthesis that only one of the next keys closes: within braces a comma ends
 * a value, and what follows is taken for keys without values.
 */
function partsInParentheses([first, ...others]: Pair[]): string[] {
  const begin = isScalar(first?.value) && first.value.type === 'PLAIN' ? first.value.value : undefined;
  if (typeof begin !== 'string' || !/\([^()]*$/.test(begin)) return [];
  const open = others.findIndex((pair) => pair.value !== null || !/^[^()]*$/.test(keyOf(pair)));
  const last = others[open];
  if (!last || last.value !== null || !/^[^()]*\)$/.test(keyOf(last))) return [];
  return [begin, ...others.slice(0, open + 1).map(keyOf)];
}

/** Gives the value its end back. */
function splitByComma(key: string, tree: Tree, parts: string[]): Finding {
  tree.value = parts.join(', ');
  const message = `the comma ends the value: it is read as ${JSON.stringify(parts[0])} alone`;
  const hint = `put all of it between quotes: ${key}: ${JSON.stringify(tree.value)}`;
  return { code: 'syntax', offset: tree.offset, message, hint, subject: tree };
}

function duplicateKey(key: string, offset: number): Finding {
  const message = `the key ${JSON.stringify(key.slice(0, 60))} is already there`;
  return { code: 'duplicate-key', offset, message, hint: 'keep one of them' };
}

function lostAlias(name: string, subject: Tree): Finding {
  const shown = name.slice(0, 60);
  const message = `the alias *${shown} refers to no anchor that is complete before it`;
  const hint = `mark the value that it stands for with &${shown}, or put it between quotes if it is text`;
  return { code: 'alias', offset: subject.offset, message, hint, subject };
}

function tooManyFromAliases(subject: Tree): Finding {
  const message = `aliases multiply this profile to more than ${MOST_FROM_ALIASES} values`;
  return { code: 'alias', offset: subject.offset, message, hint: 'write the rules out', subject };
}

function mergeKey(offset: number): Finding {
  const message = 'merge keys (<<) are not part of YAML 1.2';
  return { code: 'merge-key', offset, message, hint: 'write the keys out' };
}
