import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The directories 1, 2, 3 … of a directory, in this order, where the reports of a repeated run lie; none of one that cannot be read. */
export function numberedDirectories(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    const numbered = entries.filter((entry) => entry.isDirectory() && /^[1-9]\d*$/.test(entry.name));
    return numbered.sort((a, b) => Number(a.name) - Number(b.name)).map(({ name }) => join(directory, name));
  } catch {
    return [];
  }
}
