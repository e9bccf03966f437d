import { about, type Finding } from './finding.ts';
import type { Target } from './operation.ts';
import { quote } from './quote.ts';
import { EVERYTHING } from './reach.ts';
import { endsLikeRule, losesItsEnd } from './separator.ts';
import type { Tree } from './tree.ts';

/** Where the libraries never inject anything. */
const UNTOUCHED = ['/proc', '/sys', '/dev'];

/** What the libraries compare. */
const LONGEST_PATH_BYTES = 1020;

/** How many names of directories and a file the libraries follow. */
const MOST_NAMES = 64;

/** Reads an absolute path prefix or pattern and removes what does not change its meaning: `//`, `/./` and a slash at the end. */
export function readPath(tree: Tree, target: Target | undefined): string | Finding | undefined {
  const path = tree.value;
  if (typeof path !== 'string') return undefined;
  if (path === EVERYTHING) return path;
  const wrong = pathMistake(path);
  if (wrong) return about(tree, 'path', wrong.message, wrong.hint);
  const prefix = `/${partsOf(path).join('/')}`;
  const untouched = UNTOUCHED.find((directory) => `${prefix}/`.startsWith(`${directory}/`));
  if (untouched) {
    const hint = 'name files of the program itself';
    return about(tree, 'never-fires', `calls below ${untouched} are never touched`, hint);
  }
  if (!target || target.operation !== undefined || !endsLikeRule(prefix, target)) return prefix;
  const message = `a path that ends in ${quote(prefix.slice(prefix.lastIndexOf(':')))} needs an operation beside it`;
  return about(
    tree,
    'path',
    message,
    `name one instead of ${target.library.name}.*, or write the directory that it is in`,
  );
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function pathMistake(path: string): { message: string; hint: string } | undefined {
  const name = `the path ${quote(path)}`;
  if (path === '') return { message: 'the path is empty', hint: 'write * or leave it out for every path' };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (/[\0-\x1f\x7f-\x9f]|\p{Cs}/u.test(path)) {
    return {
      message: `${name} contains a line break or another control character`,
      hint: 'write a prefix that ends before it',
    };
  }
  if (/^(~|\$|%)/.test(path)) {
    return {
      message: `${name} is not absolute; ~ and variables are not expanded`,
      hint: 'write the whole path, from /',
    };
  }
  if (losesItsEnd(path)) {
    return { message: `${name} has a blank at its end or before a #`, hint: 'write ? for that blank' };
  }
  const glob = /\[/.exec(path)?.[0];
  if (glob !== undefined) {
    const hint = 'write ? for that character; * stands for any in a name, ** for any names';
    return { message: `${name} contains ${glob}`, hint };
  }
  if (!path.startsWith('/')) return { message: `${name} is not absolute`, hint: `write it from /, ${absolute(path)}` };
  if (partsOf(path).includes('..')) {
    return {
      message: `${name} contains ..`,
      hint: `write the path that it leads to, such as ${quote(resolve(partsOf(path)))}`,
    };
  }
  const names = partsOf(path);
  const bytes = new TextEncoder().encode(`/${names.join('/')}`).length;
  if (names.length > MOST_NAMES)
    return { message: `the path has ${names.length} names`, hint: `write a prefix of at most ${MOST_NAMES}` };
  if (bytes <= LONGEST_PATH_BYTES) return undefined;
  return { message: `the path has ${bytes} bytes`, hint: `write a prefix of at most ${LONGEST_PATH_BYTES}` };
}

/** How a relative path may be meant: below some directory, or in any. */
function absolute(path: string): string {
  const plain = path.length <= 40 && !path.includes('..') && !path.includes(':');
  const rest = (plain && partsOf(path).join('/')) || 'wal.log';
  return `such as /srv/app/${rest}, or ${quote(`/**/${rest}`)} for any directory`;
}

function resolve(parts: readonly string[]): string {
  const resolved: string[] = [];
  for (const part of parts) {
    if (part === '..') resolved.pop();
    else resolved.push(part);
  }
  return `/${resolved.join('/')}`;
}
