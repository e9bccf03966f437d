import { about, type Finding } from './finding.ts';
import { isAddress } from './host.ts';
import type { Target } from './operation.ts';
import { quote } from './quote.ts';
import { endsLikeRule, losesItsEnd } from './separator.ts';
import { nearest } from './suggestion.ts';
import type { Tree } from './tree.ts';

const SCHEMES = ['tcp4', 'tcp6', 'udp4', 'udp6', 'tcp', 'udp', 'unix'];
const EXAMPLE =
  'write for example tcp://db.example.com:5432, tcp4://127.0.0.1:5432, tcp6://[::1]:443, tcp4://10.0.0.0/8:*, or unix:///run/db.sock';

const HOST_AND_PORT = /^(\[[^\]]*\]|[^:[\]]*):([^:]*)$/;
const HOST_ALONE = /^(\[[^\]]*\]|[^:[\]]+):?$/;

/** Reads which endpoints of sockets are meant, `*` for every one. */
export function readEndpoint(tree: Tree, target: Target | undefined): string | Finding | undefined {
  const endpoint = tree.value;
  if (typeof endpoint !== 'string') return undefined;
  if (endpoint === '*') return endpoint;
  const refused = (what: string, hint = EXAMPLE) =>
    about(tree, 'wrong-selector', `the endpoint ${quote(endpoint)} ${what}`, hint);
  const [, scheme = '', rest = ''] = /^([a-z0-9]+):\/\/(.*)$/s.exec(endpoint) ?? [];
  if (scheme === '') return refused('has no scheme', withScheme(endpoint));
  if (!SCHEMES.includes(scheme)) {
    const meant = nearest(scheme, SCHEMES);
    return refused(`has the unknown scheme ${scheme}`, meant ? `did you mean ${meant}?` : EXAMPLE);
  }
  if (scheme === 'unix') {
    if (unixMistake(rest)) return refused('names no socket');
    if (losesItsEnd(rest)) return refused('has a blank at its end or before a #', 'write unix://*');
    if (!target || target.operation !== undefined || !endsLikeRule(endpoint, target)) return endpoint;
    return refused('ends as rule texts do', 'name an operation instead of net.*, or write unix://*');
  }
  const alone = HOST_ALONE.exec(rest)?.[1];
  const [, host = alone ?? '', port = ''] = alone ? [] : (HOST_AND_PORT.exec(rest) ?? []);
  if (host === '') return refused(port === '' ? 'has no host and port' : 'has no host');
  if (!isHostOf(scheme, host)) return refused(`has no host that ${scheme} could have`);
  if (alone) return refused('has no port', `write ${scheme}://${host}:443, or ${scheme}://${host}:* for every port`);
  return isPort(port) ? endpoint : refused('has no port from 1 to 65535, range of ports, or *');
}

/** What to write for an endpoint without scheme. */
function withScheme(text: string): string {
  const [, host = '', port = ''] = HOST_AND_PORT.exec(text) ?? [];
  const alone = HOST_ALONE.exec(text)?.[1] ?? '';
  if (isHostOf('tcp', host) && isPort(port)) return `write tcp://${text}`;
  return isHostOf('tcp', alone) ? `write for example tcp://${alone}:443` : EXAMPLE;
}

/** Whether an endpoint that readEndpoint gave has the name of a host in it. */
export function namesHost(endpoint: string): boolean {
  const [, scheme, rest = ''] = /^([a-z0-9]+):\/\/(.*)$/s.exec(endpoint) ?? [];
  const [, host = '*'] = (scheme === 'unix' ? null : HOST_AND_PORT.exec(rest)) ?? [];
  const [address = ''] = host.replace(/^\[/, '').replace(/\]$/, '').split('/');
  return address !== '*' && !isAddress(address);
}

function unixMistake(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  return path !== '*' && (!/^[/@]./s.test(path) || /[\0-\x1f\x7f]/.test(path) || path.length > 108);
}

function isHostOf(scheme: string, host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (bare === '*') return bare === host || scheme.endsWith('6');
  const [address = '', bits, ...more] = bare.split('/');
  const six = address.includes(':');
  if (more.length > 0 || six !== host.startsWith('[')) return false;
  if (isAddress(address)) {
    const fits = !scheme.endsWith(six ? '4' : '6');
    return fits && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (six ? 128 : 32)));
  }
  return (
    bits === undefined &&
    /^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?$/.test(address) &&
    !/(^|\.)\d*$/.test(address)
  );
}

function isPort(text: string): boolean {
  if (text === '*') return true;
  const [first, last = first, ...more] = text.split('-');
  const valid = [first, last].every((port) => /^\d{1,5}$/.test(port ?? '') && Number(port) <= 65_535);
  return valid && more.length === 0 && Number(first) <= Number(last);
}
