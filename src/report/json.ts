import type { Injection, Report } from './report.ts';

const CHUNK = 64 * 1024;
const LONE_SURROGATE = /\p{Cs}/gu;

/**
 * The text of report.json in pieces of some 64 KiB, so that a report of a million injections is never one string. One line
 * for each injection. Half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD.
 */
export function* renderJson(report: Report): Generator<string> {
  const { items, ...counts } = report.injections;
  let text = '';
  let separator = '{';
  for (const [key, value] of Object.entries(report)) {
    text += `${separator}\n  ${JSON.stringify(key)}: `;
    separator = ',';
    if (key !== 'injections') {
      text += indented(value);
      continue;
    }
    text += `${indented(counts).replace(/\n {2}\}$/, '')},\n    "items": [`;
    for (const piece of itemLines(items)) {
      text += piece;
      if (text.length >= CHUNK) {
        yield text;
        text = '';
      }
    }
    text += `${items.length > 0 ? '\n    ' : ''}]\n  }`;
  }
  yield `${text}\n}\n`;
}

function* itemLines(items: Iterable<Injection>): Generator<string> {
  let separator = '\n      ';
  for (const item of items) {
    yield separator + wellFormed(JSON.stringify(item), item);
    separator = ',\n      ';
  }
}

function indented(value: unknown): string {
  return wellFormed(JSON.stringify(value, null, 2), value, 2).replaceAll('\n', '\n  ');
}

/** JSON.stringify writes half a surrogate pair as an escape, and half a pair is what a reader would get. */
function wellFormed(json: string, value: unknown, indent?: number): string {
  if (!json.includes('\\ud')) return json;
  const clean = (_key: string, part: unknown) =>
    typeof part === 'string' ? part.replace(LONE_SURROGATE, '\ufffd') : part;
  return JSON.stringify(value, clean, indent);
}
