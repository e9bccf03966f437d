import { ToolError } from '../error.ts';

const NAMES: Record<string, string> = { darwin: 'macOS', win32: 'Windows' };

/** Throws a ToolError unless this is Linux. */
export function refuseOtherSystems(platform: NodeJS.Platform = process.platform): void {
  if (platform === 'linux') return;
  throw new ToolError(
    `faults are injected into Linux programs, but this is ${NAMES[platform] ?? platform}; use a Linux runner, for example runs-on: ubuntu-latest`,
  );
}
