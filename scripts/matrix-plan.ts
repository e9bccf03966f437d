/**
 * Prints the jobs of the workflow matrix.yml as JSON on one line: which cell is tried in which image on which runner.
 * Usage: node scripts/matrix-plan.ts
 */

interface MatrixJob {
  /** Names the job's artifact. */
  id: string;
  cell: string;
  image: string;
  runner: string;
  /** Whether the cell's architecture is not the runner's. */
  emulated: boolean;
}

/** The oldest and the newest that users have, of each libc. */
const IMAGES: Record<string, string[]> = {
  glibc: ['debian:12', 'debian:13', 'ubuntu:18.04', 'ubuntu:26.04'],
  musl: ['alpine:3.18', 'alpine:3.23'],
};

const RUNNERS: Record<string, string> = { amd64: 'ubuntu-24.04', arm64: 'ubuntu-24.04-arm' };

/** Every cell in each of its images on a runner of its architecture, and the arm64 cells once emulated. */
export function matrixJobs(): MatrixJob[] {
  return Object.entries(IMAGES).flatMap(([libc, images]) =>
    Object.entries(RUNNERS).flatMap(([arch, runner]) => {
      const native = images.map((image) => job(`${libc}-${arch}`, image, runner, false));
      const [image = ''] = images;
      return arch === 'arm64' ? [...native, job(`${libc}-${arch}`, image, RUNNERS.amd64 ?? '', true)] : native;
    }),
  );
}

function job(cell: string, image: string, runner: string, emulated: boolean): MatrixJob {
  const id = [cell, image.replace(/[^\w.]+/g, '-'), ...(emulated ? ['emulated'] : [])].join('-');
  return { id, cell, image, runner, emulated };
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(matrixJobs())}\n`);
