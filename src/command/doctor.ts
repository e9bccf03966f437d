import { realpathSync } from 'node:fs';
import { cellName, cells } from '../cell/cell.ts';
import { detectCell } from '../cell/detect.ts';
import { sanitizerConflict } from '../cell/sanitizer.ts';
import { systemCell } from '../cell/target.ts';
import { libraries } from '../compile/grammar.ts';
import { reasonOf, UsageError } from '../error.ts';
import { EXIT } from '../host/failure.ts';
import { inspectLibrary } from '../libraries/bundled.ts';
import { distDirectory } from '../libraries/location.ts';
import { PAST, type Way } from '../report/bypass.ts';
import { printable } from '../report/printable.ts';
import { abandonable } from '../run/abandonment.ts';
import { bypassesOf } from '../run/bypasses.ts';
import { createRunDirectory, removeRunDirectory, temporaryDirectory } from '../run/directory.ts';
import { probe } from '../run/probe.ts';
import { parseOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

/** One thing that the doctor looked at. `bad` means that faults cannot be injected. */
interface Finding {
  state: 'good' | 'note' | 'bad';
  subject: string;
  text: string;
}

const MARKS = { good: 'ok  ', note: 'note', bad: 'BAD ' };

/** `chaos doctor [-- COMMAND…]`: whether faults can be injected here, and into a command. Returns the exit code. */
export async function doctor(args: string[], terminal: Terminal): Promise<number> {
  const { words, command } = parseOptions('doctor', args, {});
  if (words.length > 0)
    throw new UsageError(`chaos doctor takes a command behind --: chaos doctor -- ${words.join(' ')}`);
  const program = command?.[0];
  const findings = [
    ...examineSystem(),
    ...examineLibraries(),
    examineTemporaryDirectory(terminal.environment),
    examinePreload(terminal.environment),
    await examineLoading(program, terminal),
    ...(program === undefined ? [] : [examineCommand(program, terminal)]),
  ];
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  const lines = findings.map(({ state, subject, text }) => `${MARKS[state]}  ${subject.padEnd(width)}  ${text}`);
  terminal.print(lines.map(printable).join('\n'));
  return findings.some(({ state }) => state === 'bad') ? EXIT.gateFailed : EXIT.passed;
}

function examineSystem(): Finding[] {
  const linux = process.platform === 'linux';
  const node: Finding =
    Number.parseInt(process.versions.node, 10) >= 20
      ? { state: 'good', subject: 'Node.js', text: process.versions.node }
      : { state: 'bad', subject: 'Node.js', text: `${process.versions.node} is too old; install 20 or later` };
  const system = `${process.platform} ${process.arch}`;
  if (!linux) return [node, { state: 'bad', subject: 'system', text: `${system}; faults need Linux` }];
  try {
    return [node, { state: 'good', subject: 'system', text: `${system}, programs of ${cellName(systemCell())}` }];
  } catch (error) {
    return [node, { state: 'bad', subject: 'system', text: `${system}: ${reasonOf(error)}` }];
  }
}

function examineLibraries(): Finding[] {
  return [...libraries.keys()].map((library) => {
    const states = cells.map((cell) => ({
      name: cellName(cell),
      state: inspectLibrary(distDirectory(), library, cell),
    }));
    const broken = states.flatMap(({ name, state }) => ('broken' in state ? [`${name} ${state.broken}`] : []));
    const subject = `library ${library}`;
    if (broken.length === 0)
      return { state: 'good', subject, text: `for ${states.map(({ name }) => name).join(', ')}` };
    return { state: broken.length < cells.length ? 'note' : 'bad', subject, text: broken.join('; ') };
  });
}

function examineTemporaryDirectory(environment: NodeJS.ProcessEnv): Finding {
  const subject = 'temporary files';
  try {
    removeRunDirectory(createRunDirectory(environment));
    return { state: 'good', subject, text: temporaryDirectory(environment) };
  } catch (error) {
    return { state: 'bad', subject, text: reasonOf(error) };
  }
}

function examinePreload(environment: NodeJS.ProcessEnv): Finding {
  const present = environment.LD_PRELOAD;
  if (!present) return { state: 'good', subject: 'LD_PRELOAD', text: 'not set' };
  return { state: 'note', subject: 'LD_PRELOAD', text: `${present} is set already, and stays in force behind ours` };
}

async function examineLoading(program: string | undefined, terminal: Terminal): Promise<Finding> {
  const subject = 'loading';
  try {
    const detection = program ? detectCell(program, terminal.environment.PATH, terminal.cwd) : undefined;
    const cell = detection?.covered ? detection.cell : systemCell();
    const result = await abandonable(() => probe(cell, terminal.environment));
    const state = result.loaded ? 'good' : result.loaded === undefined ? 'note' : 'bad';
    return { state, subject, text: `${cellName(cell)}: ${result.detail}` };
  } catch (error) {
    return { state: 'bad', subject, text: reasonOf(error) };
  }
}

function examineCommand(program: string, terminal: Terminal): Finding {
  const detection = detectCell(program, terminal.environment.PATH, terminal.cwd);
  const subject = `command ${program}`;
  const conflict = detection.covered && sanitizerConflict(detection.sanitizer, terminal.environment);
  if (conflict) return { state: 'bad', subject, text: `${detection.path}: ${conflict}` };
  if (detection.covered) {
    const text = `${detection.path}, ${cellName(detection.cell)}: can be covered`;
    const buts = waysOf(detection.path).map((way) => `; but it ${PAST[way]}`);
    return { state: buts.length === 0 ? 'good' : 'note', subject, text: `${text}${buts.join('')}` };
  }
  const { reason, detail, path } = detection;
  const isStaticGo = reason === 'static' && path !== undefined && waysOf(path).includes('go');
  return { state: 'bad', subject, text: `${detail}${isStaticGo ? ADVICE_ON_STATIC_GO : (ADVICE[reason] ?? '')}` };
}

function waysOf(path: string): Way[] {
  return bypassesOf(realpathSync(path)).map(({ way }) => way);
}

const AIM = 'aim the profile at the dynamic programs that it starts';
const ADVICE_ON_STATIC_GO = `; it ${PAST.go}, also when it is linked dynamically, so its Go code can't be covered; ${AIM}`;

const ADVICE: Record<string, string> = {
  static: `; link it dynamically, or ${AIM}`,
  secure: '; run it as the user that it changes to, or a copy of it without that bit',
  environment: '; take the -i out of that line',
  unreadable: '; let the user who runs chaos read it',
  'other-architecture': '; use a build of it for amd64 or arm64',
  'other-libc': '; use a build of it for glibc or musl',
};
