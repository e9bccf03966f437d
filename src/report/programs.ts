import type { ProcessRecord, ProgramRecord, Telemetry } from '../telemetry/telemetry.ts';
import { baseName } from './base-name.ts';
import type { BlindSpot } from './report.ts';

type Uncovered = Exclude<ProgramRecord['cover'], 'covered'>;

/**
 * The programs that processes of the run started and that no library reported from: those that were judged so when they were
 * started, and, as long as every process could be recorded, those that nothing was heard of. And objects that a process
 * loaded past the libraries.
 */
export function uncoveredPrograms({ programs, processes, lost }: Telemetry): BlindSpot[] {
  const imagesOf = groupByPid(processes.filter(({ forked }) => !forked));
  return programs.flatMap((program) => {
    const heard =
      imagesOf.get(program.pid)?.some((image) => image.time >= program.time && ran(image, program)) ?? false;
    if ((heard && program.cover !== 'bound-past') || (program.cover === 'covered' && lost > 0)) return [];
    const reason = program.cover === 'covered' || program.cover === 'bound-past' ? 'unknown' : program.cover;
    const detail = program.cover === 'covered' ? SILENT : explain(program, program.cover);
    return { exe: program.path, pid: program.pid || null, reason, detail };
  });
}

/**
 * Whether a program is what runs in an image, not what it started there unseen, nor one in another namespace. Known of a
 * script's interpreter is the name in its first line, which may be a link: where it was covered, it is trusted.
 */
function ran({ executable, startedAs }: ProcessRecord, { path, detail, cover }: ProgramRecord): boolean {
  if (executable === '' || (cover === 'covered' && detail !== '')) return true;
  const names = [path, detail].map(baseName);
  return [executable, startedAs].some((name) => name !== '' && names.includes(baseName(name)));
}

export function groupByPid<Of extends { pid: number }>(records: readonly Of[]): Map<number, Of[]> {
  const groups = new Map<number, Of[]>();
  for (const record of records) {
    const group = groups.get(record.pid);
    if (group) group.push(record);
    else groups.set(record.pid, [record]);
  }
  return groups;
}

/** What keeps libraries that were loaded from taking part in the run, as an alternative of a sentence. */
export const SHUT_OUT =
  'it could not open or map the files of the run directory for writing (a read-only mount, a filter of system calls, no memory or descriptor left)';

const BOUND_PAST =
  'it was to be loaded with RTLD_DEEPBIND: the calls of such an object go past the libraries, and meet no fault';

/** Whether it is an object that a program loaded past the libraries, and no program. */
export function isObject({ detail }: BlindSpot): boolean {
  return detail.startsWith(BOUND_PAST);
}

const SILENT = `it was started with the libraries, but none reported from it: it ended before it was loaded, its CHAOS_CONFIG_DIR names another directory, or ${SHUT_OUT}`;

function explain({ detail }: ProgramRecord, reason: Uncovered): string {
  const what = detail && reason !== 'other-libc' ? `its interpreter ${detail}` : 'it';
  switch (reason) {
    case 'static':
      return `${what} is statically linked: it loads no libraries`;
    case 'secure':
      return `${what} runs with more rights than the process that started it, so its loader ignores LD_PRELOAD`;
    case 'other-libc':
      return detail
        ? `it needs ${detail}, which is of another C library or another machine than the libraries of this run`
        : 'it is a program for another machine, whose loader could not load the libraries: nothing is known of it, nor of what it started';
    case 'environment':
      return 'it was started without the libraries in its environment (LD_PRELOAD and CHAOS_CONFIG_DIR), and could not be given them, for the profile says follow: false, its own LD_PRELOAD and ours together are longer than 1,010 bytes, or it is the shell of a command of system() or popen() that with them would be longer than 128 KiB';
    case 'permission':
      return 'it could not open the run directory, for it ran as another user or where that is hidden (chroot, mount, Landlock) or read-only, so nothing is known of it, nor of what it started; where su, sudo or runuser changed the user, run chaos itself as that user';
    case 'bound-past':
      return BOUND_PAST;
    case 'unknown':
      return `${what} cannot be read to find out how it is linked, and no library reported from it`;
  }
}
