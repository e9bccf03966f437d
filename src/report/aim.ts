import type { ProfileRule } from '../profile/profile.ts';
import type { CallRecord, ProcessRecord } from '../telemetry/telemetry.ts';
import { baseName } from './base-name.ts';

/** Whether a call is one that the rule is about, times and processes aside; not known of networks and patterns of names. */
export function isAbout({ library, operation, selector }: ProfileRule, call: CallRecord): boolean {
  if (call.library !== library) return false;
  if (operation !== undefined && operation !== call.operation) return false;
  if (selector === '*' || call.target === selector) return true;
  return library === 'io' && pathPattern(selector).test(call.target);
}

/** The processes whose executable's name, or the name that it was started as, matches. */
export function processesNamed(glob: string, processes: readonly ProcessRecord[]): ProcessRecord[] {
  return processes.filter(({ executable, startedAs }) => isNamed(glob, [executable, startedAs]));
}

/** Whether the name of one of the files matches. */
export function isNamed(glob: string, paths: readonly string[]): boolean {
  const name = new RegExp(`^${inOneName(glob, '.')}$`, 's');
  return paths.some((path) => name.test(baseName(path)));
}

/** How much of a target is as a selector says: the higher, the nearer. */
export function nearness(selector: string, target: string): number {
  const wanted = partsOf(selector);
  const there = partsOf(target);
  const first = wanted.findIndex((part, index) => part !== there[index]);
  return first === -1 ? wanted.length : first;
}

/** The file, or the directory and all below it; `*` and `?` stand for characters of one name, `**` for any names. */
function pathPattern(selector: string): RegExp {
  const names = selector.split('/').filter((name) => name !== '');
  const parts = names.map((name) => (name === '**' ? '(?:/[^/]+)*' : `/${inOneName(name, '[^/]')}`));
  return new RegExp(`^${parts.join('')}(?:/.*)?$`, 's');
}

function inOneName(glob: string, character: string): string {
  const literal = glob.replace(/[\\^$.+|()[\]{}]/g, '\\$&');
  return literal.replaceAll('*', `${character}*`).replaceAll('?', character);
}

/** A target from its most telling part on: a path from the root, a host's name from its top domain, then port and scheme. */
function partsOf(target: string): string[] {
  const [, scheme = '', rest = ''] = /^([a-z0-9]+):\/\/(.*)$/s.exec(target) ?? [];
  if (scheme === '' || rest.startsWith('/')) return target.split('/').filter((part) => part !== '');
  const [, host = rest, port = ''] = /^(\[[^\]]*\]|[^:]*):([^:]*)$/.exec(rest) ?? [];
  const isName = /[a-z]/i.test(host) && !host.includes(':');
  return [...(isName ? host.split('.').reverse() : [host]), port, scheme];
}
