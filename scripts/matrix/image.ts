import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../check/command.ts';
import type { Engine } from './engine.ts';
import { rootOf } from './root.ts';

/** An image that an engine has. */
export interface Image {
  tag: string;
  /** Where it is from, in words. */
  origin: string;
}

/** Brings the programs that trials run into a published image. */
const ADD = [
  'if command -v apk; then apk add --no-cache bash curl git python3 sqlite',
  'else apt-get update && apt-get install -y --no-install-recommends bash curl git python3 sqlite3; fi',
].join('; ');

/** An image for an architecture: the published one with more programs, or one that is made here from Debian's packages. */
export async function provideImage(engine: Engine, name: string, arch: string, scratch: string): Promise<Image> {
  const tag = `chaos-matrix:${name.replace(/[^\w.]+/g, '-')}-${arch}`;
  const platform = ['--platform', `linux/${arch}`];
  if (!engine.own) {
    const pulled = await engine.docker(['pull', '--quiet', ...platform, name]);
    const known = await engine.docker(['image', 'inspect', '--format', '{{.Architecture}}', name]);
    if (pulled.code === 0 || known.output.trim() === arch) return extended(engine, name, tag, platform, scratch);
  }
  const { origin, make } = rootOf(name);
  const root = await make(arch);
  const context = directory(scratch);
  const archive = join(context, 'root.tar');
  const mounts = ['dev', 'proc', 'sys'].map((mount) => `--exclude=./${mount}/*`);
  const packed = await execute('tar', ['-cf', archive, ...mounts, '-C', root, '.']);
  if (packed.code !== 0) throw new Error(`${root} cannot be packed: ${packed.output}`);
  const failure = await built(engine, context, 'FROM scratch\nADD root.tar /\n', tag, platform);
  if (failure !== undefined) throw new Error(`the image ${tag} cannot be built: ${failure}`);
  return { tag, origin: `made from ${origin}` };
}

async function extended(
  engine: Engine,
  name: string,
  tag: string,
  platform: string[],
  scratch: string,
): Promise<Image> {
  const dockerfile = `FROM ${name}\nRUN ${ADD}\n`;
  const failure = await built(engine, directory(scratch), dockerfile, tag, platform);
  if (failure === undefined) return { tag, origin: 'as published, with the programs that are tried' };
  return { tag: name, origin: `as it is, since no programs could be added: ${failure.trim().split('\n').at(-1)}` };
}

/** Builds an image; returns why it could not. */
async function built(engine: Engine, context: string, dockerfile: string, tag: string, platform: string[]) {
  writeFileSync(join(context, 'Dockerfile'), dockerfile);
  const { code, output } = await engine.docker(['build', '--quiet', ...platform, '--tag', tag, context]);
  return code === 0 ? undefined : output;
}

/** An empty one. */
function directory(scratch: string): string {
  const path = join(scratch, 'image');
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}
