import { about, type Finding } from './finding.ts';
import { isAddress, isHost } from './host.ts';
import type { Target } from './operation.ts';
import { quote } from './quote.ts';
import type { Tree } from './tree.ts';

/** Reads which names are looked up: a host's, all below `*.suffix`, or for reverse lookups an address. */
export function readHostName(tree: Tree, target: Target | undefined): string | Finding | undefined {
  const name = tree.value;
  if (typeof name !== 'string') return undefined;
  if (name === '*') return name;
  const [, scheme, rest = ''] = /^(r?dns):\/\/(.*)$/.exec(name) ?? [undefined, undefined, name];
  const address = rest.replace(/^\[(.*:.*)\]$/, '$1');
  const reverse = scheme === 'rdns' || (scheme === undefined && isReverse(target));
  if (reverse ? isAddress(address) || rest === '*' : isSelected(address))
    return `${reverse ? 'rdns' : 'dns'}://${address.includes(':') ? `[${address}]` : address}`;
  const hint = reverse
    ? 'write an address, such as 192.0.2.1'
    : 'write a host, such as db.example.com, or *.example.com';
  return about(tree, 'wrong-selector', `${quote(name)} is no ${reverse ? 'address' : 'name of a host'}`, hint);
}

function isSelected(text: string): boolean {
  return text === '*' || isAddress(text) || (text.length <= 253 && isHost(text.replace(/^\*\./, '')));
}

/** Whether names are found by addresses. */
function isReverse(target: Target | undefined): boolean {
  return /^(getnameinfo|gethostbyaddr)/.test(target?.symbol ?? target?.operation ?? '');
}
