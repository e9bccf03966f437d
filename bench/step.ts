import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execute } from './execute.ts';
import { type Figure, figure, median } from './figure.ts';

const STEP = join(import.meta.dirname, '../dist/index.mjs');

/** Where the step says how much memory it took, in KiB, when it ends. */
const watch = (file: string) =>
  `data:text/javascript,import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(file)},String(process.resourceUsage().maxRSS)))`;

/** Times the workflow step as it is shipped: until its command starts, and from the end of one that met so many faults. */
export function measureStep(faults: string, scratch: string, starts: number, injections: number): Figure[] {
  const directory = join(scratch, 'step');
  mkdirSync(directory);
  const data = join(directory, 'data');
  writeFileSync(data, 'x');
  writeFileSync(
    join(directory, 'chaos.yml'),
    `version: 1\nname: bench\nrules:\n  - id: all\n    on: io.pread\n    path: ${data}\n    fail: EIO\ngate:\n  unmatchedRules: ignore\n`,
  );
  const begun = Array.from({ length: starts }, () => step(directory, ':').beforeMs);
  const { afterMs, memoryKib, injected } = step(directory, `'${faults}' '${data}' ${injections}`);
  if (injected !== injections) throw new Error(`${injected} of ${injections} faults are in the report`);
  const what = `a report of ${injections} injections`;
  return [
    figure({ ...STEP_FIGURE, what: "the step's start to its command's", preloaded: median(begun), budget: 300 }),
    figure({ ...STEP_FIGURE, what, preloaded: afterMs, budget: 5000 }),
    figure({ ...STEP_FIGURE, what: `${what}: memory`, unit: 'KiB', preloaded: memoryKib, budget: 512 * 1024 }),
  ];
}

const STEP_FIGURE = { group: 'step', scenario: '', unit: 'ms', bare: 0 } as const;

function step(directory: string, command: string) {
  const memory = join(directory, 'memory');
  const times = join(directory, 'times');
  const begin = performance.timeOrigin + performance.now();
  execute(process.execPath, ['--import', watch(memory), pathToFileURL(STEP).pathname], {
    PATH: process.env.PATH,
    RUNNER_TEMP: directory,
    INPUT_PROFILE: join(directory, 'chaos.yml'),
    INPUT_RUN: `start=$EPOCHREALTIME; ${command} && echo "$start $EPOCHREALTIME" > '${times}'`,
    'INPUT_REPORT-DIRECTORY': join(directory, 'report'),
  });
  const end = performance.timeOrigin + performance.now();
  const [started = Number.NaN, ended = Number.NaN] = readFileSync(times, 'utf8').split(' ').map(Number);
  return {
    beforeMs: started * 1000 - begin,
    afterMs: end - ended * 1000,
    memoryKib: Number(readFileSync(memory, 'utf8')),
    injected: JSON.parse(readFileSync(join(directory, 'report/report.json'), 'utf8')).injections.recorded as number,
  };
}
