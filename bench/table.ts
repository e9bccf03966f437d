import type { Figure } from './figure.ts';

const HEAD = ['scenario', 'threads', 'what', 'bare', 'preloaded', 'added', '±', 'ratio', 'budget', ''];
const LEFT = new Set(['scenario', 'what', '']);

/** The figures as one aligned table for each group. */
export function renderTables(figures: Figure[]): string {
  const groups = [...new Set(figures.map(({ group }) => group))];
  return groups
    .map((group) =>
      renderGroup(
        group,
        figures.filter((one) => one.group === group),
      ),
    )
    .join('\n');
}

function renderGroup(group: string, figures: Figure[]): string {
  const rows = [HEAD, ...figures.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, LEFT.has(HEAD[column] ?? '')))
      .join('  ')
      .trimEnd(),
  );
  return `${group}, in ${[...new Set(figures.map(({ unit }) => unit))].join(', ')}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function cells(one: Figure): string[] {
  const most = one.most === null ? [] : [`${one.most}x`];
  const budget = [...(one.budget === null ? [] : [`+${one.budget}`]), ...most].join(' ');
  const verdict = one.ok === null ? '' : one.ok ? 'ok' : 'over';
  const ratio = one.ratio === null ? '' : `${one.ratio.toFixed(3)}x`;
  const numbers = [one.bare, one.preloaded, one.added].map(text);
  const noise = one.noise === null ? '' : text(one.noise);
  return [one.scenario, String(one.threads), one.what, ...numbers, noise, ratio, budget, verdict];
}

function text(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 && value > -10 ? 2 : 1);
}

function pad(cell: string, width: number, left: boolean): string {
  return left ? cell.padEnd(width) : cell.padStart(width);
}
