import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { long } from './form.ts';
import { freePort, isOpen } from './port.ts';
import { serve, succeed } from './program.ts';
import type { Trial } from './setting.ts';

const configuration = (directory: string, port: number) => `
daemon off;
worker_processes 2;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${directory}/nginx.pid;
error_log ${directory}/error.log warn;
events { worker_connections 256; }
http {
  access_log ${directory}/access.log;
  client_body_temp_path ${directory}/body; proxy_temp_path ${directory}/proxy; fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi; scgi_temp_path ${directory}/scgi;
  client_body_in_file_only clean;
  types { text/plain txt; }
  sendfile on; gzip on; gzip_min_length 1; keepalive_requests 100;
  upstream itself { server 127.0.0.1:${port}; keepalive 4; }
  server {
    listen 127.0.0.1:${port};
    root ${directory}/site;
    location /short { return 200 "short\\n"; }
    location /proxied/ { proxy_pass http://itself/; proxy_buffers 4 4k; proxy_max_temp_file_size 1m; }
    location /sink { proxy_pass http://itself/short; }
  }
}
`;

/** A web server under wrk, and every kind of request that curl makes; returns the answers. */
export async function workWithNginx(
  context: TestContext,
  { directory, environment }: Pick<Trial, 'directory' | 'environment'>,
): Promise<unknown> {
  const options = { cwd: directory, environment };
  const port = await freePort();
  mkdirSync(join(directory, 'site'));
  const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`).join('\n');
  writeFileSync(join(directory, 'site/page.txt'), lines(2000));
  writeFileSync(join(directory, 'site/large.bin'), lines(300_000));
  writeFileSync(join(directory, 'upload'), lines(50_000));
  writeFileSync(join(directory, 'nginx.conf'), configuration(directory, port));
  const args = ['-p', directory, '-c', 'nginx.conf', '-e', 'error.log'];
  const server = await serve(context, 'nginx', args, () => isOpen(port), options);

  const url = (path: string) => `http://127.0.0.1:${port}${path}`;
  const requests = [
    [url('/page.txt')],
    ['--compressed', url('/page.txt')],
    [url('/large.bin'), url('/page.txt'), url('/short')],
    ['-r', '1000-4999', url('/large.bin')],
    ['-I', url('/page.txt')],
    ['-o', 'copy', url('/proxied/large.bin')],
    ['--limit-rate', '20M', url('/proxied/large.bin')],
    ['--data-binary', '@upload', url('/sink')],
    ['-F', 'file=@upload', url('/sink')],
    ['--parallel', ...Array(20).fill(url('/short'))],
    ['-w', '%{http_code}', url('/absent')],
    ['--http1.0', `http://localhost:${port}/short`],
  ];
  const answers: string[] = [];
  for (const request of requests) {
    const answer = await succeed('curl', ['-sS', '-4', ...request], options);
    answers.push(
      createHash('sha256')
        .update(answer.replace(/^(Date|ETag|Last-Modified):.*$/gm, ''))
        .digest('hex'),
    );
  }
  const copied =
    readFileSync(join(directory, 'copy'), 'utf8') === readFileSync(join(directory, 'site/large.bin'), 'utf8');

  const load: string[] = [];
  for (const path of ['/page.txt', '/short', '/proxied/page.txt']) {
    const report = await succeed('wrk', ['-t2', '-c16', long ? '-d5s' : '-d1s', url(path)], options);
    const requests = Number(/(\d+) requests in/.exec(report)?.[1]);
    load.push(
      `${requests > 50 ? 'many' : requests} requests ${/Non-2xx.*|Socket errors.*/.exec(report) ?? 'and no errors'}`,
    );
  }
  const { code } = await server.stop('SIGQUIT');
  return {
    answers,
    copied,
    load,
    code,
    errors: readFileSync(join(directory, 'error.log'), 'utf8').replace(/\d+/g, '#'),
  };
}
