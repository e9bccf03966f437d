import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import type { Member } from './session.ts';

/** A process by the name of its file, where somebody tells us; what it calls itself may say less. */
export function namedByFile(member: Member): Member {
  try {
    return { ...member, name: basename(readlinkSync(`/proc/${member.pid}/exe`)).replace(/ \(deleted\)$/, '') };
  } catch {
    return member;
  }
}
