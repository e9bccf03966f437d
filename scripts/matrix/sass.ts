import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { keep } from './kept.ts';
import { must } from './must.ts';

const VERSION = '1.105.0';
const NAMES: Record<string, string> = { amd64: 'x64', arm64: 'arm64' };

/** The directory of Dart Sass, a program that is linked to musl alone, from npm. */
export function sassDirectory(arch: string): Promise<string> {
  return keep(`sass-${arch}`, async (directory) => {
    const name = `sass-embedded-linux-musl-${NAMES[arch]}`;
    await must('npm', ['pack', '--silent', '--pack-destination', directory, `${name}@${VERSION}`]);
    const archive = join(directory, `${name}-${VERSION}.tgz`);
    await must('tar', ['-xf', archive, '-C', directory, '--strip-components=1']);
    rmSync(archive);
  });
}
