import { parseArgs } from 'node:util';
import { UsageError } from '../error.ts';
import { nearest } from '../profile/suggestion.ts';

/** The options of a command: their names, whether they take a value, their one-letter form. */
export type OptionTable = Record<string, { type: 'string' | 'boolean'; short?: string }>;

export interface ParsedArguments {
  /** The value of each option that was given. */
  values: Record<string, string | boolean | undefined>;
  /** What stands before `--` and is no option. */
  words: string[];
  /** What stands behind `--`; undefined when there is no `--`. */
  command: string[] | undefined;
}

/** Reads the arguments of one command. Throws a UsageError for options that it does not have, for
 * missing values and for second ones. */
export function parseOptions(command: string, args: string[], table: OptionTable): ParsedArguments {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const options = { ...table, help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals, tokens } = parseArgs({
    args: own,
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = tokens.filter((token) => token.kind === 'option');
  for (const token of given) checkOption(command, token, options);
  for (const [name, { type }] of Object.entries(table)) if (type === 'string') checkOnce(name, given);
  return {
    values: values as Record<string, string | boolean | undefined>,
    words: positionals,
    command: end < 0 ? undefined : args.slice(end + 1),
  };
}

interface OptionToken {
  name: string;
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
}

function checkOption(command: string, token: OptionToken, options: OptionTable): void {
  const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
  if (!option) {
    const close = nearest(token.name, Object.keys(options));
    const instead = close ? `did you mean --${close}?` : `chaos ${command} --help lists what there is`;
    throw new UsageError(`chaos ${command} has no option ${token.rawName}; ${instead}`);
  }
  if (option.type === 'boolean' && token.value !== undefined)
    throw new UsageError(`${token.rawName} takes no value; write ${token.rawName} alone`);
  const looksLikeOption = !token.inlineValue && /^-[^\d]/.test(token.value ?? '');
  if (option.type === 'string' && (!token.value || looksLikeOption))
    throw new UsageError(`${token.rawName} needs a value; chaos ${command} --help shows which`);
}

/** Of two values one would be ignored. */
function checkOnce(name: string, given: OptionToken[]): void {
  const [first, second] = given.filter((token) => token.name === name);
  if (second) throw new UsageError(`--${name} is given twice, ${first?.value} and ${second.value}; write one of them`);
}

/** Whether `--help` or `-h` is among a command's own arguments. */
export function asksForHelp(args: string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((word) => word === '--help' || word === '-h');
}
