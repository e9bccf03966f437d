import { readClock } from './clock.ts';
import { readEndpoint } from './endpoint.ts';
import { about, type Finding } from './finding.ts';
import { readHostName } from './host-name.ts';
import type { Target } from './operation.ts';
import { readPath } from './path.ts';
import { quote } from './quote.ts';
import { EVERYTHING, reachOf } from './reach.ts';
import { readSymbol } from './symbol.ts';
import type { Tree } from './tree.ts';

/** How to read each key that can say which targets a rule means. */
const SELECTORS: Record<string, (tree: Tree, target: Target | undefined) => string | Finding | undefined> = {
  path: readPath,
  endpoint: readEndpoint,
  name: readHostName,
  clock: readClock,
  symbol: readSymbol,
};

/**
 * Reads the key of a rule that its library selects targets by, in the form of the rule text. The target is undefined
 * when `on` is wrong. Returns undefined when the value is not text, which the schema finds.
 */
export function readSelector(rule: Tree, target: Target | undefined): string | Finding | undefined {
  const present = Object.keys(SELECTORS).filter((key) => rule.fields?.has(key));
  const possible = target?.library.selectors ?? present;
  const strange = present.find((key) => !possible.includes(key));
  if (strange !== undefined && target) return misplaced(rule, strange, target);
  const [key, second] = present;
  if (second !== undefined && target) return superfluous(rule, second, key ?? '');
  const tree = key === undefined ? undefined : rule.fields?.get(key)?.tree;
  if (key === undefined || !tree) return target?.symbol ?? EVERYTHING;
  const selector = SELECTORS[key]?.(tree, target);
  return target && typeof selector === 'string' ? (pointless(tree, selector, target) ?? selector) : selector;
}

/** A selector that means none of the calls that `on` names. */
function pointless(tree: Tree, selector: string, target: Target): Finding | undefined {
  const { operations, hint } = reachOf(target, selector);
  if (operations.length > 0 || hint === undefined) return undefined;
  const calls = `${target.library.name}.${target.operation ?? '*'}`;
  return about(tree, 'wrong-selector', `no call of ${calls} is on ${quote(tree.value)}`, hint);
}

function misplaced(rule: Tree, key: string, { library }: Target): Finding {
  return {
    code: 'wrong-selector',
    offset: rule.fields?.get(key)?.keyOffset ?? rule.offset,
    message: `${key} does not say which targets of ${library.name} are meant`,
    hint: `${library.name} has ${library.selectors.join(' or ')}`,
  };
}

function superfluous(rule: Tree, key: string, other: string): Finding {
  const offset = rule.fields?.get(key)?.keyOffset ?? rule.offset;
  const message = `${key} and ${other} both say which targets are meant`;
  return { code: 'wrong-selector', offset, message, hint: 'keep one of them' };
}
