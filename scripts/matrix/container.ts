import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { entrance, root as project } from '../../test/c/build.ts';
import { follow } from '../../test/running.ts';
import { HOSTS } from './debian.ts';
import type { Engine } from './engine.ts';
import { provideImage } from './image.ts';
import { libcVersion, type Place } from './place.ts';
import { sassDirectory } from './sass.ts';
import type { Scratch } from './scratch.ts';

const START_MS = 120_000;

/** A container that programs are brought into one by one, through a process that waits in it. */
export async function openContainer(engine: Engine, cell: string, image: string, scratch: Scratch): Promise<Place> {
  const [libc = '', arch = ''] = cell.split('-');
  const { tag, origin } = await provideImage(engine, image, arch, scratch.path);
  const directory = mkdtempSync(join(scratch.path, 'container-'));
  const [socket, hosts] = [join(directory, 'socket'), join(directory, 'hosts')];
  // Docker's own has two addresses for localhost.
  writeFileSync(hosts, HOSTS);
  const relay = entrance('cell/relay');
  const args = ['run', '--rm', '--interactive', '--network', 'none', '--platform', `linux/${arch}`];
  // Some kernels want it of who filters what a socket receives, which BLACKHOLE does.
  args.push('--cap-add', 'NET_ADMIN');
  // Docker takes IPv6 away from a container without a network, its own ::1 as well.
  if (existsSync('/proc/sys/net/ipv6')) args.push('--sysctl', 'net.ipv6.conf.all.disable_ipv6=0');
  if (process.getuid?.() !== 0) args.push('--user', `${process.getuid?.()}:${process.getgid?.()}`);
  for (const shared of new Set([project, '/tmp', tmpdir()])) args.push('--volume', `${shared}:${shared}`);
  args.push('--volume', `${scratch.path}:${scratch.path}${scratch.propagates ? ':rslave' : ''}`);
  args.push('--volume', `${hosts}:/etc/hosts`);
  if (libc === 'musl') args.push('--volume', `${await sassDirectory(arch)}:/opt/sass:ro`);
  // It ends with its input, which is ours: a container does not outlive the matrix.
  const container = spawn('docker', [...args, tag, relay, 'serve', socket], { env: { ...process.env, ...engine.env } });
  const running = follow(container);
  const close = async () => {
    container.stdin.end();
    return (await running.ended).stderr;
  };
  for (const deadline = Date.now() + START_MS; !existsSync(socket); await sleep(50))
    if (container.exitCode !== null || Date.now() > deadline)
      throw new Error(`no container of ${tag} runs: ${await close()}`);
  const within = [relay, 'ask', socket];
  const name = `${cell}-${image.replace(/[^\w.]+/g, '-')}`;
  const means = `a container of Docker ${engine.version}, its image ${origin}`;
  try {
    return { cell, image, name, within, version: libcVersion(cell, within), means, close };
  } catch (error) {
    await close();
    throw error;
  }
}
