import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A server on loopback for one test: where it is, and what it was asked for. */
export interface Served {
  url: string;
  asked: { path: string; range: string | undefined }[];
  close(): void;
}

type Answer = (request: IncomingMessage, response: ServerResponse, number: number) => void;

/** Answers requests until the test ends; `number` counts them from 1. */
export async function serve(context: TestContext, answer: Answer): Promise<Served> {
  const asked: Served['asked'] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', range: request.headers.range });
    answer(request, response, asked.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  context.after(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}
