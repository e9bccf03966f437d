import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for all that the trials write. */
export interface Scratch {
  path: string;
  /** Whether what is mounted in it later is seen in containers that have it; that takes root. */
  propagates: boolean;
  remove: () => void;
}

export function makeScratch(): Scratch {
  const path = mkdtempSync(join(tmpdir(), 'chaos-matrix-'));
  const mounted = succeeds('mount', ['--bind', path, path]);
  const propagates = mounted && succeeds('mount', ['--make-shared', path]);
  const remove = () => {
    if (mounted) succeeds('umount', ['--lazy', path]);
    rmSync(path, { recursive: true, force: true });
  };
  return { path, propagates, remove };
}

function succeeds(program: string, args: string[]): boolean {
  return spawnSync(program, args, { timeout: 20_000 }).status === 0;
}
