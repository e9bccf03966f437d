import tables from './grammar.json' with { type: 'json' };

/** One C library, as far as rules concern it. */
export interface Library {
  name: string;
  /** The key of a profile rule that says which targets are meant. */
  selector: string;
  /** Its operations, each with the names of the effects that are possible on it. */
  operations: Map<string, ReadonlySet<string>>;
  /** Which operation each libc function belongs to; functions that belong to none are absent. */
  symbols: Map<string, string>;
}

/** The libraries that this version has, by name. */
export const libraries: ReadonlyMap<string, Library> = new Map(
  tables.libraries.map((table) => [
    table.name,
    {
      name: table.name,
      selector: table.selector,
      operations: new Map(table.operations.map(({ name, effects }) => [name, new Set(effects)])),
      symbols: new Map(
        table.symbols.filter(({ operation }) => operation !== 'NONE').map(({ name, operation }) => [name, operation]),
      ),
    },
  ]),
);

/** The numbers of all errnos that a rule may inject, by name. */
export const errnos: ReadonlyMap<string, number> = new Map(tables.errnos.map(({ name, number }) => [name, number]));

/** The names of all effects in rule texts. */
export const effects: ReadonlySet<string> = new Set(tables.effects.map(({ name }) => name));

/** Whether an effect can happen on an operation, or, without one, on any operation of the library. */
export function isPossible(library: Library, operation: string | undefined, effect: string): boolean {
  if (operation !== undefined) return library.operations.get(operation)?.has(effect) ?? false;
  return [...library.operations.values()].some((possible) => possible.has(effect));
}
