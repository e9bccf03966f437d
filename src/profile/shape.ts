import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import schema from '../../schema/profile.schema.json' with { type: 'json' };
import { about, type Finding } from './finding.ts';
import { missingKey, unknownKey } from './key.ts';
import type { MistakeCode } from './mistake.ts';
import { quote } from './quote.ts';
import { nearest } from './suggestion.ts';
import type { Tree } from './tree.ts';

let compiled: ValidateFunction | undefined;

/** Where a profile departs from its schema, except for values that `known` findings are already about. */
export function checkShape(root: Tree, known: readonly Finding[]): Finding[] {
  compiled ??= new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true }).compile(schema);
  if (compiled(root.value)) return [];
  const explained = new Set(known.map(({ subject }) => subject));
  return (compiled.errors ?? []).flatMap((error) => {
    const rule = ruleAt(root, error.instancePath);
    return explain(root, error, explained).map((finding) => (rule ? { ...finding, within: rule } : finding));
  });
}

/** The rule that a JSON pointer leads into. */
function ruleAt(root: Tree, pointer: string): Tree | undefined {
  const [, number] = /^\/rules\/(\d+)(?:\/|$)/.exec(pointer) ?? [];
  return root.fields?.get('rules')?.tree.items?.[Number(number)];
}

/** One finding for each key too many or missing, else at most one for each value: those already `explained` are not added to. */
function explain(root: Tree, error: ErrorObject, explained: Set<Tree | undefined>): Finding[] {
  const { tree, label, key, parent } = resolve(root, error.instancePath);
  if (error.keyword === 'additionalProperties') return [unknownKey(error, tree, error.params.additionalProperty, key)];
  if (error.keyword === 'required') return error.schemaPath.includes('/anyOf/') ? [] : [missingKey(tree, error)];
  if (explained.has(tree)) return [];
  explained.add(tree);
  const { code, problem } = describe(error);
  const offset = tree.value === null ? parent : tree.offset;
  return [{ ...about(tree, code, `${label} ${problem}`, instead(error, key)), offset }];
}

/** The value that a JSON pointer leads to, its name for a message and where to point when it has no text of its own. */
function resolve(root: Tree, pointer: string): { tree: Tree; label: string; key: string; parent: number } {
  let found = { tree: root, label: 'the profile', key: '', parent: root.offset };
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const field = found.tree.fields?.get(name);
    const item = found.tree.items?.[Number(name)];
    if (field) found = { tree: field.tree, label: name, key: name, parent: field.keyOffset };
    else if (item) {
      const label = found.key === 'rules' ? `rule ${Number(name) + 1}` : `item ${Number(name) + 1} of ${found.key}`;
      found = { tree: item, label, key: found.key === 'rules' ? 'rule' : found.key, parent: item.offset };
    }
  }
  return found;
}

function describe({ keyword, params, data, parentSchema }: ErrorObject): { code: MistakeCode; problem: string } {
  if (data === null) return { code: 'wrong-type', problem: 'has no value' };
  switch (keyword) {
    case 'type':
      return { code: 'wrong-type', problem: `must be ${typeNames(parentSchema?.type)}, not ${typed(data)}` };
    case 'minimum':
      return { code: 'wrong-value', problem: `must be at least ${params.limit}, not ${quote(data)}` };
    case 'maximum':
      return { code: 'wrong-value', problem: `must be at most ${params.limit}, not ${quote(data)}` };
    case 'const':
      return { code: 'wrong-value', problem: `must be ${params.allowedValue}, not ${typed(data)}` };
    case 'enum':
      return { code: 'wrong-value', problem: `must be one of ${params.allowedValues.join(', ')}, not ${typed(data)}` };
    case 'minItems':
      return { code: 'wrong-value', problem: 'must not be an empty list' };
    case 'maxItems':
      return {
        code: 'wrong-value',
        problem: `must have at most ${params.limit} items, not ${(data as unknown[]).length}`,
      };
    default:
      return { code: 'wrong-value', problem: `must not be ${typed(data)}` };
  }
}

const TYPE_NAMES: Record<string, string> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
};

function typeNames(types: string | string[]): string {
  return [types]
    .flat()
    .map((type) => TYPE_NAMES[type] ?? type)
    .join(' or ');
}

function typed(value: unknown): string {
  return typeof value === 'string' ? `the text ${JSON.stringify(value.slice(0, 60))}` : quote(value);
}

function instead({ keyword, data, params, parentSchema }: ErrorObject, key: string): string {
  const meant = keyword === 'enum' && typeof data === 'string' ? nearest(data, params.allowedValues) : undefined;
  if (meant) return `did you mean ${meant}?`;
  if (keyword === 'const' && data === false) return 'leave it out';
  if (keyword === 'minimum' && LIMITS.includes(key)) return `leave ${key} out for no limit`;
  if (key === '') return 'begin with a line `version: 1` and a list `rules:`';
  if (key === 'rule') return 'write for example `- { on: io.fsync, fail: EIO }`';
  return `write for example \`${key}: ${flow(parentSchema?.examples?.[0] ?? FALLBACK[key])}\``;
}

/** Keys that limit something and that 0 would make useless. */
const LIMITS = ['times', 'budget'];

/** For items of lists, whose schema has no example of its own. */
const FALLBACK: Record<string, unknown> = { nth: [1, 3, 5], exitCodes: [0] };

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, of]) => `${key}: ${flow(of)}`)
    .join(', ')} }`;
}
