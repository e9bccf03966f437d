import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { reasonOf, ToolError } from '../error.ts';

/** How long a download is tried. */
export interface DownloadLimits {
  attempts: number;
  /** Between the first two attempts; each further one is twice as long. */
  pauseMs: number;
  /** Without a byte. */
  silenceMs: number;
  totalMs: number;
  mostBytes: number;
}

const LIMITS: DownloadLimits = {
  attempts: 5,
  pauseMs: 1000,
  silenceMs: 15_000,
  totalMs: 90_000,
  mostBytes: 32 * 1024 * 1024,
};

/** A server's way to say that it may work later. */
const PASSING = [408, 425, 429];

/** What there is of a file, and by what the server tells whether it is still the same file. */
interface Partial {
  parts: Buffer[];
  bytes: number;
  tag?: string | undefined;
}

/** A refusal that trying again does not change. */
class Refusal extends Error {}

/**
 * What is at an address. Goes on where it was cut off, and tries again what may pass; through the proxy that the environment
 * names, from Node 24 on. Throws a ToolError.
 */
export async function download(address: string, limits: DownloadLimits = LIMITS): Promise<Buffer> {
  const leaveProxy = http.setGlobalProxyFromEnv?.();
  const deadline = AbortSignal.timeout(limits.totalMs);
  const partial: Partial = { parts: [], bytes: 0 };
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await continueDownload(address, partial, deadline, limits);
      } catch (error) {
        if (error instanceof Refusal || attempt >= limits.attempts || deadline.aborted) throw error;
        await pause(limits.pauseMs * 2 ** (attempt - 1), undefined, { signal: deadline });
      }
    }
  } catch (error) {
    const reason = deadline.aborted ? `not finished after ${limits.totalMs / 1000} s` : rootReason(error);
    throw new ToolError(`cannot download ${address}: ${reason}`, { cause: error });
  } finally {
    leaveProxy?.();
  }
}

async function continueDownload(
  address: string,
  partial: Partial,
  deadline: AbortSignal,
  { silenceMs, mostBytes }: DownloadLimits,
): Promise<Buffer> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error(`no answer for ${silenceMs / 1000} s`)), silenceMs);
  try {
    if (partial.tag === undefined) forget(partial);
    const response = await fetch(address, {
      headers: { 'accept-encoding': 'identity', ...resumption(partial) },
      signal: AbortSignal.any([deadline, silence.signal]),
    });
    timer.refresh();
    const { status, headers } = response;
    if (status === 206 && !headers.get('content-range')?.startsWith(`bytes ${partial.bytes}-`)) {
      forget(partial);
      throw new Error('the server went on with another part than it was asked for');
    }
    if (status === 416) forget(partial);
    if (status !== 200 && status !== 206) {
      const message = `the server says ${status} ${response.statusText}`.trim();
      throw status >= 500 || status === 416 || PASSING.includes(status) ? new Error(message) : new Refusal(message);
    }
    if (status === 200) forget(partial);
    partial.tag = headers.get('etag')?.match(/^".*"$/)?.[0];
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      partial.parts.push(Buffer.from(chunk));
      partial.bytes += chunk.length;
      if (partial.bytes > mostBytes) throw new Refusal(`it is longer than ${mostBytes} bytes`);
    }
    return Buffer.concat(partial.parts);
  } finally {
    clearTimeout(timer);
  }
}

function resumption({ bytes, tag }: Partial): Record<string, string> {
  return bytes > 0 && tag !== undefined ? { range: `bytes=${bytes}-`, 'if-range': tag } : {};
}

function forget(partial: Partial): void {
  partial.parts = [];
  partial.bytes = 0;
}

/** `fetch` says why only in the innermost cause. */
function rootReason(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? rootReason(error.cause) : reasonOf(error);
}
