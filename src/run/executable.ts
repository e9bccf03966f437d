import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import type { Member } from './session.ts';

/** A process by the name of its file, where somebody tells us; what it calls itself may say less. */
export function namedByFile({ pid, name }: Member): Member {
  try {
    return { pid, name: basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '') };
  } catch {
    return { pid, name };
  }
}
