import type { ProcessRecord } from '../telemetry/telemetry.ts';
import type { ProcessReport } from './report.ts';

/** A process, by what is known of its programs; pids repeat, in namespaces of pids also while both live. */
export interface Life {
  start: bigint;
  /** In the order of their records. */
  images: Image[];
  ended: boolean;
}

interface Image {
  number: number;
  time: bigint;
  parent: number;
  report: ProcessReport;
}

/** Adds a new program to the process that runs it, among those of its pid. */
export function addImage(lives: Life[], { start, image, time, parent }: ProcessRecord, report: ProcessReport): void {
  const added = { number: image, time, parent, report };
  const life = lives.findLast((one) => one.start === start && one.images.every(({ number }) => number < image));
  if (life) life.images.push(added);
  else lives.push({ start, images: [added], ended: false });
}

/** The processes that have begun by then, and of whose end nothing is known so far, each with what it ran then. */
export function alive(lives: readonly Life[] | undefined, time: bigint): { life: Life; last: Image }[] {
  return (lives ?? []).flatMap((life) => {
    const last = life.images.findLast((image) => image.time <= time);
    return life.ended || !last ? [] : { life, last };
  });
}
