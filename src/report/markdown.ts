import { cutMiddle, printable } from './printable.ts';
import { withSeparators } from './words.ts';

const LONGEST_VALUE = 400;

/** A value that may be anything (a path, a program's name) as code, harmless in a table and between tags. */
export function code(value: string): string {
  const text = printable(cutMiddle(value, LONGEST_VALUE));
  if (text.trim() === '') return text === '' ? '' : `<code>${'&nbsp;'.repeat(text.length)}</code>`;
  return /^[\w./,:;=+%@*?!~ ()[\]{}#$"'…-]+$/.test(text) && text.trim() === text
    ? `\`${text}\``
    : `<code>${literal(text)}</code>`;
}

/** A text, shown as it is: nothing in it is markup. */
export function literal(text: string): string {
  return printable(text)
    .replace(/[#$&*<>@[\\\]^_`{|}~+]|:(?! )/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/www\./gi, (match) => `${match.slice(0, 3)}&#46;`);
}

/** A block of code; its fence is longer than any run of backticks in it. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Lines that are taken as long as there are no more than `lines` of them and they have no more than `bytes` of UTF-8. */
export interface Limit {
  lines: number;
  bytes: number;
}

/** The first lines, as many as the limit allows, and how many are left. */
function limited(lines: Iterable<string>, total: number, limit: Limit): { shown: string[]; left: number } {
  const encoder = new TextEncoder();
  const shown: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += encoder.encode(line).length + 1;
    if (shown.length === limit.lines || bytes > limit.bytes) break;
    shown.push(line);
  }
  return { shown, left: total - shown.length };
}

/**
 * A table; what exceeds the limit is left out, and a line below says how many of `total` rows that is. Cells must be Markdown
 * already. A head that ends in a colon is that of a column of numbers.
 */
export function table(heads: string[], rows: string[][], limit: Limit, total = rows.length): string {
  const { shown, left } = limited(rows.map(rowOf), total, limit);
  const names = heads.map((head) => head.replace(/:$/, ''));
  const lines = [rowOf(names), `|${heads.map((head) => (head.endsWith(':') ? '---:|' : '---|')).join('')}`, ...shown];
  return lines.join('\n') + more(left);
}

/** A list, limited as a table is. Items must be Markdown already. */
export function list(items: string[], limit: Limit): string {
  const { shown, left } = limited(
    items.map((item) => `- ${item}`),
    items.length,
    limit,
  );
  return shown.join('\n') + more(left);
}

/** A part that is closed until somebody opens it. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

function rowOf(cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function more(count: number): string {
  return count > 0 ? `\n\n… and ${withSeparators(count)} more, in report.json` : '';
}
