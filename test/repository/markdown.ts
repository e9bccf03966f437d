import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** All pages of the documentation, by their path in the repository. */
export function pages(): string[] {
  const docs = (readdirSync(join(root, 'docs'), { recursive: true }) as string[])
    .sort()
    .map((name) => join('docs', name));
  return ['README.md', 'CONTRIBUTING.md', ...docs.filter((name) => name.endsWith('.md'))];
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The content of a page's fenced block, by what stands behind the fence, such as `yaml profile`. Throws when it is absent. */
export function block(page: string, info: string): string {
  const [, content] = new RegExp(`^\`\`\`${info}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(read(page)) ?? [];
  if (content === undefined) throw new Error(`${page} has no block \`\`\`${info}`);
  return content;
}
