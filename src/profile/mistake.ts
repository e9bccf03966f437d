/** Every kind of mistake that a profile can contain, and what it means. The codes are stable. */
export const MISTAKES = {
  'too-large': 'The file is larger than 1 MiB.',
  'not-utf8': 'The file is not UTF-8 text.',
  'control-character': 'A character that text cannot contain, such as NUL.',
  empty: 'The file holds no profile.',
  syntax: 'The file is not valid YAML.',
  'tab-indent': 'Tabs indent a line; YAML allows spaces only.',
  'duplicate-key': 'One key is there twice in the same map.',
  'many-documents': 'The file holds more than one YAML document.',
  'yaml-version': 'A `%YAML` directive asks for another version than 1.2.',
  'merge-key': 'A merge key `<<`, which YAML 1.2 does not have.',
  alias: 'An alias refers to nothing or to what it is part of, or aliases multiply the profile beyond reason.',
  'too-deep': 'Lists and maps nest deeper than any profile needs.',
  'unknown-key': 'A key that does not exist.',
  unavailable: 'Something that this version cannot do yet.',
  'missing-key': 'A key that must be there is not.',
  'wrong-type': 'A value of the wrong type: text for a number, a list for a map.',
  'wrong-value': 'A value outside the range or the list of what is allowed.',
  version: 'The `version` of the profile format is not known.',
  name: 'A `name` that is empty, too long or holds control characters.',
  id: 'A rule `id` that cannot be one.',
  'duplicate-id': 'Two rules have the same id.',
  'no-rules': 'There is no rule.',
  'no-effect': 'A rule says where, but not what.',
  operation: 'An `on` that names no operation.',
  'impossible-effect': 'An effect that the operation does not have.',
  errno: 'A `fail` that names no errno.',
  duration: 'A duration that cannot be read, or is outside its limits.',
  path: 'A `path` that no file can have, or of a form that rules cannot have.',
  'wrong-selector':
    'A key that says which targets are meant, with a value that its library cannot have, or on another library.',
  process: 'A `process` that no executable can have.',
  'never-fires':
    'A rule that cannot fire, whatever the program does, without saying so: one of `probability: 0` is allowed, since it spares its targets from less specific rules.',
  'too-many': 'More rules of a kind than the libraries can keep apart.',
} as const;

export type MistakeCode = keyof typeof MISTAKES;

/** One mistake in a profile file. */
export interface Mistake {
  code: MistakeCode;
  /** The file, as the user named it. */
  path: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units, as editors count. */
  column: number;
  /** What is wrong. */
  message: string;
  /** What to write instead. */
  hint: string;
  /** The whole line, without its ending; empty where the file could not be read as text. */
  sourceLine: string;
}

/** All mistakes of one profile file, in the order of their positions; there is at least one. */
export class ProfileError extends Error {
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    const [first] = mistakes;
    const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : '';
    super(first ? `${first.path}:${first.line}:${first.column}: ${first.message}${more}` : 'the profile has mistakes');
    this.name = 'ProfileError';
    this.mistakes = mistakes;
  }
}
