import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const GRAMMAR = 'src/compile/grammar.json';
const SCHEMA = 'schema/profile.schema.json';
const PROFILE = 'docs/profile.md';

interface Named {
  name: string;
}

interface Library extends Named {
  selector: string;
  errors: 'errnos' | 'resolverErrors';
  operations: (Named & { effects: string[] })[];
  symbols: (Named & { operation: string })[];
  kinds?: string[];
}

interface Grammar {
  errnos: Named[];
  resolverErrors: Named[];
  effects: (Named & { value: string })[];
  libraries: Library[];
}

/** Every file of the repository that is wholly or partly made from the tables of the libraries, as it has to be. */
export function generatedFiles(grammar: string): { path: string; text: string }[] {
  const parsed = JSON.parse(grammar) as Grammar;
  return [
    { path: GRAMMAR, text: grammar },
    { path: SCHEMA, text: schemaWith(parsed, read(SCHEMA)) },
    { path: PROFILE, text: filled(read(PROFILE), { operations: allOperations(parsed) }) },
    ...parsed.libraries.map((library) => {
      const path = `docs/libraries/${library.name}.md`;
      return { path, text: filled(read(path), sectionsOf(library, parsed)) };
    }),
  ];
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The schema with the operations and errors of the libraries in place of those that it has. */
function schemaWith({ errnos, resolverErrors, libraries }: Grammar, schema: string): string {
  const operations = libraries.flatMap(({ name, operations }) =>
    ['*', ...operations.map((operation) => operation.name)].map((operation) => `${name}.${operation}`),
  );
  const errors = [...errnos, ...resolverErrors].map(({ name }) => name);
  const withOperations = replaceList(schema, '"on": {', operations);
  return replaceList(withOperations, '"fail": {', errors);
}

/** The text with other items, one a line, in the first list `"enum": [` … `]` behind a mark. */
function replaceList(text: string, mark: string, items: string[]): string {
  const list = /( *)"enum": \[[^\]]*\]/g;
  list.lastIndex = text.indexOf(mark);
  const [found, indent = ''] = list.exec(text) ?? [];
  if (found === undefined) throw new Error(`${SCHEMA} has no list behind ${mark}`);
  const lines = items.map((item) => `${indent}  "${item}"`).join(',\n');
  const at = list.lastIndex - found.length;
  return `${text.slice(0, at)}${indent}"enum": [\n${lines}\n${indent}]${text.slice(list.lastIndex)}`;
}

/** The page with new text between `<!-- generated:NAME -->` and `<!-- end -->`. */
function filled(page: string, sections: Record<string, string>): string {
  return page.replace(/<!-- generated:(\w+) -->[\s\S]*?<!-- end -->/g, (_, name: string) => {
    const text = sections[name];
    if (text === undefined) throw new Error(`there is nothing to generate for a section ${name}`);
    return `<!-- generated:${name} -->\n${text}<!-- end -->`;
  });
}

function allOperations({ libraries }: Grammar): string {
  const rows = libraries.map(({ name, operations }) => [
    `[${name}](libraries/${name}.md)`,
    ['*', ...operations.map((operation) => operation.name)].map((operation) => code(`${name}.${operation}`)).join(', '),
  ]);
  return table(['library', 'operations'], rows);
}

function sectionsOf(library: Library, { effects, errnos, resolverErrors }: Grammar): Record<string, string> {
  const { operations, symbols } = library;
  const functionsOf = (operation: string) =>
    symbols.filter((symbol) => symbol.operation === operation).map(({ name }) => code(name));
  const silent = functionsOf('NONE');
  const possible = effects.filter(({ name }) => operations.some((operation) => operation.effects.includes(name)));
  const errors = library.errors === 'errnos' ? errnos : resolverErrors;
  return {
    operations: table(
      ['operation', 'functions'],
      operations.map(({ name }) => [code(name), functionsOf(name).join(' ')]),
    ),
    symbols: `${symbols.length} functions.${silent.length > 0 ? ` Only looked on, never failed: ${silent.join(' ')}.` : ''}\n`,
    effects: table(
      ['effect', 'value', 'operations'],
      possible.map(({ name, value }) => {
        const able = operations
          .filter((operation) => operation.effects.includes(name))
          .map((operation) => operation.name);
        return [code(name), VALUES[value] ?? '', able.length === operations.length ? 'all' : able.map(code).join(' ')];
      }),
    ),
    kinds: `${library.kinds?.map(code).join(' ')}\n`,
    errors: `${errors.map(({ name }) => code(name)).join(' ')}\n`,
  };
}

/** What stands behind the name of an effect in a rule text. */
const VALUES: Record<string, string> = {
  NOTHING: '',
  ERRNO: 'a name',
  ERRNO_COUNT: '`EIO,3`',
  DURATION: '`250ms`, `uniform(a,b)`, `normal(mean,sd)`, `pareto(scale,shape)`',
  SIGNED_DURATION: '`-250ms`',
  SIGNAL: '`SIGKILL`',
  SIZE: '`64KiB`, or a number',
  SPEED: '`5MiB/s`',
  FACTOR: '`0.5`',
  ARGUMENT: 'a word',
  ADDRESSES: '`192.0.2.1,2001:db8::1`',
};

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`);
  return lines.join('');
}
