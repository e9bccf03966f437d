import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { cellName } from './cell/cell.ts';
import { chooseTarget, type Target } from './cell/target.ts';
import { type RuleText, runTexts } from './compile/compile.ts';
import { reasonOf } from './error.ts';
import { EXIT } from './host/failure.ts';
import type { Host } from './host/host.ts';
import { refuseOtherSystems } from './host/system.ts';
import { type Acquired, acquireLibraries } from './libraries/acquire.ts';
import { distDirectory } from './libraries/location.ts';
import { placeLibraries } from './libraries/place.ts';
import { RELEASES } from './libraries/source.ts';
import type { Profile } from './profile/profile.ts';
import { collect } from './report/collect.ts';
import { renderJson } from './report/json.ts';
import { classifyOutcome } from './report/outcome.ts';
import type { Report } from './report/report.ts';
import { scarcity } from './report/start-error.ts';
import type { Stopped } from './report/stopped.ts';
import { renderSummary } from './report/summary.ts';
import { abandonable } from './run/abandonment.ts';
import { announce, tellRepeats, tellStartError } from './run/announcement.ts';
import { findBypasses } from './run/bypasses.ts';
import { fillBystanderDirectory, withBystander } from './run/bystander.ts';
import { type CommandEnd, runCommand } from './run/command.ts';
import { createRunDirectory, fillRunDirectory, readTelemetry, removeRunDirectory } from './run/directory.ts';
import { removeEarlierReports } from './run/earlier-report.ts';
import { changedVariables, refuseOtherEncodings } from './run/encoding.ts';
import { type Interruption, watchInterruption } from './run/interruption.ts';
import { linkedPaths } from './run/linked-paths.ts';
import { loadProfile } from './run/profile-file.ts';
import { injectionsSoFar } from './run/progress.ts';
import {
  prepareReportDirectory,
  REPORT,
  refuseFile,
  reportDirectories,
  ruleFile,
  SUMMARY,
  writeReportFiles,
} from './run/report-directory.ts';
import type { RunRequest } from './run/request.ts';
import { seesProcesses } from './run/session.ts';
import { findSurvivors } from './run/survivors.ts';
import { refuseAbsentDirectory } from './run/working-directory.ts';
import { commandOf, prepareWorkload, programOf, titleOf } from './run/workload.ts';
import { decodeTelemetry } from './telemetry/decode.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

/** Everything that is decided before a command is started, and the same for each repetition. */
interface Plan {
  request: RunRequest;
  profile: Profile;
  rules: RuleText[];
  seed: number;
  target: Target;
}

/**
 * Runs a command under a profile, as often as asked, and judges what happened. Returns the exit code: 0 when every gate passed,
 * 1 when one failed, 2 when the command could not be started, 3 when that was for want of something. Throws a UsageError or
 * ProfileError before anything is started, a ToolError at any time.
 */
export async function runChaos(request: RunRequest, host: Host): Promise<number> {
  refuseOtherSystems();
  const plan = makePlan(request);
  const directories = reportDirectories(request.reportDirectory, request.repeat);
  for (const directory of directories) refuseFile(directory);
  host.say(announce(plan));
  for (const name of changedVariables(request.environment))
    host.warn(`the variable ${name} is not UTF-8, and reaches the command changed`);
  if (!seesProcesses())
    host.warn('there is no /proc here, so what still runs when the command has ended can be neither found nor stopped');
  for (const { detail } of plan.target.blindSpots) host.warn(`${detail}; faults can only reach what it starts`);

  // Somebody listens at every moment: a signal that nobody listens for once it has come is lost.
  const [acquired, interruption] = await abandonable(
    async () => [await acquire(plan, host), watchInterruption()] as const,
  );
  try {
    removeEarlierReports(request.reportDirectory);
    const codes: number[] = [];
    for (const [index, directory] of directories.entries()) {
      if (interruption.signal) break;
      if (directories.length > 1) host.say(`chaos: run ${index + 1} of ${directories.length}`);
      codes.push(await runOnce(plan, acquired, directory, host, interruption));
    }
    if (directories.length > 1) host.say(tellRepeats(codes, directories.length));
    return Math.max(codes.length < directories.length ? EXIT.gateFailed : EXIT.passed, ...codes);
  } finally {
    interruption.dispose();
  }
}

function makePlan(request: RunRequest): Plan {
  const profile = loadProfile(request.profile);
  refuseAbsentDirectory(request.cwd);
  if ('argv' in request.workload) refuseOtherEncodings(request.workload.argv);
  const target = chooseTarget(programOf(request.workload), request.environment, request.cwd);
  const seed = request.seed ?? profile.seed ?? randomInt(2 ** 32);
  return { request, profile, rules: runTexts(profile), seed, target };
}

/** The libraries of the command's cell, and of those that were asked for. */
async function acquire({ request, rules, target }: Plan, host: Host): Promise<Acquired> {
  const others = request.cells.filter((cell) => cellName(cell) !== cellName(target.cell));
  const wanted = {
    libraries: rules.map(({ library }) => library),
    cells: [target.cell, ...others],
    source: request.librarySource,
    baseUrl: request.libraryBaseUrl ?? RELEASES,
    environment: request.environment,
    dist: distDirectory(),
  };
  return acquireLibraries(wanted, host.supplies, host.say);
}

async function runOnce(
  plan: Plan,
  acquired: Acquired,
  reportDirectory: string,
  host: Host,
  interruption: Interruption,
): Promise<number> {
  const { request, profile, rules, seed, target } = plan;
  refuseAbsentDirectory(request.cwd); // the run before may have removed it
  const runDirectory = createRunDirectory(request.environment);
  const temporary = [runDirectory];
  try {
    const names = rules.map(({ library }) => library);
    const libraries = placeLibraries(acquired, target.cell, names, runDirectory, request.cells.length > 0);
    if (libraries.copiesIn) temporary.push(libraries.copiesIn);
    const workload = prepareWorkload(request.workload, libraries.paths, runDirectory, request.environment);
    const startedNs = process.hrtime.bigint();
    fillRunDirectory(runDirectory, rules, seed, startedNs, profile.follow);
    if ('script' in request.workload) fillBystanderDirectory(runDirectory, rules, seed, startedNs);
    prepareReportDirectory(reportDirectory, [REPORT, SUMMARY, ...ruled(rules).map(({ library }) => ruleFile(library))]);

    const commandEnded = host.commandStarts(titleOf(request.workload), () => injectionsSoFar(runDirectory));
    const { cwd, timeoutMs } = request;
    const end = await runCommand({ ...workload, cwd, timeoutMs, oneStream: host.oneStream }, interruption);
    commandEnded();

    const survivors = await findSurvivors(runDirectory, end.leftovers);
    const report = judge(plan, end, survivors, recorded(runDirectory, host));
    const summary = renderSummary(report);
    const { path, failure } = writeReport(report, summary, rules, reportDirectory);
    host.showReport(report, summary, path);
    if (failure) throw failure;
    if (end.startError) {
      host.warn(tellStartError(end.startError, target));
      return scarcity(end.startError) ? EXIT.tool : EXIT.usage;
    }
    return report.gate.verdict === 'pass' ? EXIT.passed : EXIT.gateFailed;
  } finally {
    for (const directory of temporary) removeRunDirectory(directory);
  }
}

/** What the libraries recorded; null when the command destroyed it. */
function recorded(runDirectory: string, host: Host): Telemetry | null {
  try {
    return withBystander(decodeTelemetry(readTelemetry(runDirectory)), runDirectory);
  } catch (error) {
    host.warn(`what the libraries recorded cannot be read: ${reasonOf(error)}`);
    return null;
  }
}

function judge(plan: Plan, end: CommandEnd, survivors: Stopped[], telemetry: Telemetry | null): Report {
  const { request, profile, rules, seed, target } = plan;
  return collect({
    profile,
    ruleTexts: rules,
    seed,
    timeoutMs: request.timeoutMs,
    cell: target.covered ? target.cell : null,
    command: commandOf(request.workload),
    // The shell of a script is no target, but a bystander.
    target: 'argv' in request.workload ? 'command' : 'children',
    outcome: classifyOutcome(end),
    telemetry,
    runStart: end.startedNs,
    commandPid: end.pid,
    blindSpots: target.blindSpots.map((spot) => ({ ...spot, pid: end.pid })),
    startError: end.startError,
    interruptedBy: end.interruptedBy,
    running: end.running,
    stopped: end.leftovers,
    survivors,
    bypasses: findBypasses(telemetry?.processes ?? []),
    linked: linkedPaths(profile.rules),
  });
}

/** The rule texts that have a rule. */
function ruled(rules: RuleText[]): RuleText[] {
  return rules.filter(({ lines }) => lines.length > 0);
}

/** Where report.json is, or why there is none. */
type Written = { path: string; failure?: never } | { path: null; failure: unknown };

/** Writes the files of a report; report.json last, for who sees that one may read all. */
function writeReport(report: Report, summary: string, rules: RuleText[], directory: string): Written {
  const texts = ruled(rules).map(({ library, text }) => [ruleFile(library), [text]] as const);
  const files = [...texts, [SUMMARY, [summary]] as const, [REPORT, renderJson(report)] as const];
  try {
    return { path: resolve(writeReportFiles(directory, files).at(-1) ?? '') };
  } catch (failure) {
    return { path: null, failure };
  }
}
