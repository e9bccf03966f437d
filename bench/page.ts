import type { Figure } from './figure.ts';
import { peers } from './peer.ts';
import { scenarios } from './scenario.ts';

const SECTION = /(<!-- figures -->\n).*?(<!-- end -->)/s;

interface Result {
  date: string;
  cpus: number;
  effort: { rounds: number };
  figures: Figure[];
}

/** The page with the ratios of this run between its marks. Ratios alone: what they are ratios of is different on every machine. */
export function withRatios(page: string, { date, cpus, effort, figures }: Result): string {
  const head = `On ${date}, on a machine with ${cpus} processors; medians of ${effort.rounds} rounds.\n`;
  const sections = [head, callRatios(figures), peerRatios(figures), added(figures), budgets(figures)];
  return page.replace(SECTION, (_, begin, end) => `${begin}\n${sections.join('\n')}\n${end}`);
}

function callRatios(figures: Figure[]): string {
  const timed = figures.filter(({ group }) => group === 'time');
  const columns = scenarios.flatMap(({ name, threads }) => threads.map((count) => ({ name, count })));
  const heads = columns.map(({ name, count }) => (count === 1 ? `\`${name}\`` : `\`${name}\`, ${count} threads`));
  const calls = [...new Set(timed.map(({ what }) => what))];
  const rows = calls.map((what) => {
    const own = timed.filter((one) => one.what === what);
    const cells = columns.map(({ name, count }) =>
      cell(own.find(({ scenario, threads }) => scenario === name && threads === count)),
    );
    return [own[0]?.library ?? '', `\`${what}\``, ...cells];
  });
  return `### Calls\n\n${table(['library', 'call', ...heads], rows)}`;
}

function peerRatios(figures: Figure[]): string {
  const measured = figures.filter(({ group }) => group === 'peer');
  const ours = ['no-rule', 'match-1', 'match-256'];
  const others = peers.map(({ name }) => name).filter((name) => measured.some(({ scenario }) => scenario === name));
  const calls = [...new Set(measured.map(({ what }) => what))];
  const rows = calls.map((what) => {
    const find = (scenario: string) =>
      figures.find(
        (one) =>
          ['time', 'peer'].includes(one.group) && one.what === what && one.scenario === scenario && one.threads === 1,
      );
    return [`\`${what}\``, ...[...ours, ...others].map((scenario) => cell(find(scenario)))];
  });
  const heads = ['call', ...ours.map((name) => `ours, \`${name}\``), ...others.map((name) => `\`${name}\``)];
  return `### Beside other tools\n\n${table(heads, rows)}`;
}

function added(figures: Figure[]): string {
  const counted = figures.filter(({ group }) => group === 'syscalls');
  if (!counted.length) return '';
  const libraries = [...new Set(counted.map(({ library }) => library))];
  const rows = libraries.map((library) => [
    library,
    ...scenarios.map(({ name }) => {
      const one = counted.find(({ scenario, library: owner }) => scenario === name && owner === library);
      return one ? String(one.added) : '';
    }),
  ]);
  return `### System calls added to one of each call\n\n${table(['library', ...scenarios.map(({ name }) => `\`${name}\``)], rows)}`;
}

/** The promises, and how much of what each allows is used: 1 is all of it. Of calls only what is over. */
function budgets(figures: Figure[]): string {
  const promised = figures.filter(({ ok }) => ok !== null);
  const rows = promised.filter(({ group, ok, most }) => group !== 'time' || !ok || most !== null).map(budgetRow);
  const timed = promised.filter(({ group }) => group === 'time');
  const kept = timed.filter(({ ok }) => ok).length;
  const head = `Of ${timed.length} budgets of calls (a call, a scenario, a number of threads) ${kept} are met; the others are below, with all other budgets.`;
  return `### Budgets\n\n${head}\n\n${table(['what', 'scenario', 'of', 'may add', 'of which used', ''], rows)}`;
}

/** Whether what is missed is missed by no more than rounds differ. */
function isUnclear({ bare, added, budget, most, noise }: Figure): boolean {
  const least = added - (noise ?? 0);
  return noise !== null && (budget === null || least <= budget) && (most === null || least <= bare * (most - 1));
}

function budgetRow(one: Figure): string[] {
  const { group, scenario, what, threads, unit, added, budget, most, noise, ratio, ok } = one;
  const may = [...(budget === null ? [] : [`${budget} ${unit}`]), ...(most === null ? [] : [`${most}×`])];
  const share = (value: number) => (budget ? (value / budget).toFixed(2) : String(value));
  const used = [
    ...(budget === null ? [] : [`${share(added)}${noise === null ? '' : ` ±${share(noise)}`}`]),
    ...(most === null ? [] : [`${ratio}×`]),
  ];
  const of = threads === 1 ? what : `${what}, ${threads} threads`;
  const verdict = ok ? 'met' : isUnclear(one) ? 'within the spread' : '**not met**';
  return [group, scenario && `\`${scenario}\``, of, may.join(', '), used.join(', '), verdict];
}

function cell(one: Figure | undefined): string {
  if (one === undefined || one.ratio === null) return '';
  const spread = one.noise === null || one.bare === 0 ? 0 : one.noise / one.bare;
  return `${one.ratio.toFixed(2)}${spread >= 0.05 ? ` ±${spread.toFixed(2)}` : ''}`;
}

function table(heads: string[], rows: string[][]): string {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
