import tables from './grammar.json' with { type: 'json' };

/** One C library, as far as rules concern it. */
export interface Library {
  name: string;
  /** The keys of a profile rule that say which targets are meant. */
  selectors: readonly string[];
  /** The errors that its calls can be made to fail with: their numbers by name. */
  errors: ReadonlyMap<string, number>;
  /** Of errors that not every operation can fail with, those that can. */
  failing: ReadonlyMap<string, readonly string[]>;
  /** Its operations, each with the names of the effects that are possible on it. */
  operations: Map<string, ReadonlySet<string>>;
  /** Which operation each libc function belongs to; functions that belong to none are absent. */
  symbols: Map<string, string>;
  /** All libc functions that it interposes. */
  functions: ReadonlySet<string>;
  /** What the calls of some operations and functions are told apart by; of time, Linux's clocks, by their numbers. */
  kinds: readonly string[];
  /** Those operations and functions. */
  withKinds: ReadonlySet<string>;
}

type Numbers = { name: string; number: number }[];

function numbersByName(rows: Numbers): ReadonlyMap<string, number> {
  return new Map(rows.map(({ name, number }) => [name, number]));
}

/** The numbers of all errnos that a rule may inject, by name. */
export const errnos = numbersByName(tables.errnos);

/** The numbers of the errors of name resolution, by name. */
export const resolverErrors = numbersByName(tables.resolverErrors);

/** The operations of name resolution that can fail with each of its errors. */
const failingToResolve = new Map(tables.resolverErrors.map(({ name, operations }) => [name, operations]));

/** The numbers of all signals that a rule may send, by name. */
export const signals = numbersByName(tables.signals);

/** Clocks are chosen by their names, or by the function that reads them. */
const SELECTORS: Record<string, readonly string[]> = { clock: ['clock', 'symbol'] };

/** The libraries that this version has, by name. */
export const libraries: ReadonlyMap<string, Library> = new Map(
  tables.libraries.map((table) => [
    table.name,
    {
      name: table.name,
      selectors: SELECTORS[table.selector] ?? [table.selector],
      errors: table.errors === 'resolverErrors' ? resolverErrors : errnos,
      failing: table.errors === 'resolverErrors' ? failingToResolve : new Map(),
      operations: new Map(table.operations.map(({ name, effects }) => [name, new Set(effects)])),
      symbols: new Map(
        table.symbols.filter(({ operation }) => operation !== 'NONE').map(({ name, operation }) => [name, operation]),
      ),
      functions: new Set(table.symbols.map(({ name }) => name)),
      kinds: table.kinds ?? [],
      withKinds: new Set(table.withKinds),
    },
  ]),
);

/** An effect of rule texts. */
export interface EffectTable {
  /** In telemetry, and the order in which effects befall a call. */
  number: number;
  /** The kind of its value. */
  value: string;
  /** Of one that is on every call for as long as its rule is in force: so many injections of a rule are recorded in each process. */
  records?: number;
}

/** All effects, by name. */
export const effects: ReadonlyMap<string, EffectTable> = new Map(
  tables.effects.map(({ name, ...rest }, number) => [name, { number, ...rest }]),
);

/** Whether an effect can happen on an operation, or, without one, on any operation of the library. */
export function isPossible(library: Library, operation: string | undefined, effect: string): boolean {
  if (operation !== undefined) return library.operations.get(operation)?.has(effect) ?? false;
  return [...library.operations.values()].some((possible) => possible.has(effect));
}
