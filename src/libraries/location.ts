import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder `dist` of this installation, whether this code runs from the bundle in it or from the sources beside it. */
export function distDirectory(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return here.endsWith(join('src', 'libraries')) ? join(here, '..', '..', 'dist') : here;
}
