import { Composer, type CST, type Document, Parser, type YAMLError } from 'yaml';
import { type Finding, refuse } from './finding.ts';
import type { MistakeCode } from './mistake.ts';
import type { Source } from './source.ts';

const DEEPEST = 32;

/** Parses the one YAML 1.2 document of a profile. Throws a ProfileError with every mistake of syntax. */
export function readDocument(source: Source): Document.Parsed {
  const tokens = [...new Parser().parse(source.text)];
  refuse(source, tooDeep(tokens));
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document, second] = [...composer.compose(tokens)] as Document.Parsed[];
  if (!document || document.contents === null) refuse(source, [...syntaxErrors(source, composer.streamInfo()), EMPTY]);
  const findings = syntaxErrors(source, document ?? { errors: [], warnings: [] });
  if (document?.directives.yaml.explicit && document.directives.yaml.version !== '1.2') findings.push(OTHER_VERSION);
  if (second) findings.push(anotherDocument(second));
  refuse(source, findings);
  return document as Document.Parsed;
}

const EMPTY: Finding = {
  code: 'empty',
  offset: 0,
  message: 'the file holds no profile',
  hint: 'begin with a line `version: 1` and a list `rules:`',
};

const OTHER_VERSION: Finding = {
  code: 'yaml-version',
  offset: 0,
  message: 'a profile is YAML 1.2, and the %YAML directive says otherwise',
  hint: 'remove the directive',
};

function anotherDocument(second: Document.Parsed): Finding {
  return {
    code: 'many-documents',
    offset: second.range[0],
    message: 'a second YAML document begins here',
    hint: 'keep each profile in a file of its own',
  };
}

/** Where lists and maps nest too deeply for the (recursive) composer, found without recursion. */
function tooDeep(tokens: readonly CST.Token[]): Finding[] {
  const pending: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { token, depth } = next;
    if (depth > DEEPEST) {
      const message = `lists and maps nest more than ${DEEPEST} deep`;
      return [{ code: 'too-deep', offset: token.offset, message, hint: 'a profile needs no more than five levels' }];
    }
    if (token.type === 'document' && token.value) pending.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key) pending.push({ token: key, depth: depth + 1 });
      if (value) pending.push({ token: value, depth: depth + 1 });
    }
  }
  return [];
}

function syntaxErrors(
  { text }: Source,
  { errors, warnings }: { errors: YAMLError[]; warnings: YAMLError[] },
): Finding[] {
  const end = text.trimEnd().length;
  return [...errors, ...warnings].map((error) => {
    const known = KNOWN[error.code];
    return {
      code: known?.code ?? 'syntax',
      offset: Math.min(error.pos[0], end),
      message: known?.message ?? inPlainWords(error.message),
      hint: known?.hint ?? (error.message.startsWith('Missing closing') ? UNCLOSED : COMPARE),
    };
  });
}

const COMPARE = 'compare the indentation, quotes and brackets with the lines before it';
const UNCLOSED = 'find the quote that is opened before this place and close it';

/** What YAML's own errors mean to the author of a profile, where there is more to say than the parser does. */
const KNOWN: Partial<Record<YAMLError['code'], { code?: MistakeCode; message?: string; hint: string }>> = {
  TAB_AS_INDENT: { code: 'tab-indent', message: 'a tab indents this line', hint: 'indent with spaces' },
  NON_STRING_KEY: { message: 'a key must be plain text', hint: 'write `key: value`' },
  TAG_RESOLVE_FAILED: { hint: 'remove the tag (the word that begins with !)' },
  BAD_COLLECTION_TYPE: { hint: 'remove the tag (the word that begins with !)' },
  BAD_SCALAR_START: { hint: 'put the value between quotes' },
  BAD_DQ_ESCAPE: { hint: "write the backslash twice, or put the value between single quotes ('…')" },
  BAD_INDENT: { hint: 'align it with the line that it belongs to' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a list or map begins in the middle of a line',

    hint: 'put a value that contains `: ` between quotes, or begin the map on a line of its own',
  },
  MULTILINE_IMPLICIT_KEY: { message: 'a key stands on this line without a value', hint: 'write `key: value`' },
  MULTIPLE_ANCHORS: { hint: 'leave one anchor (the word that begins with &)' },
  BAD_ALIAS: { code: 'alias', hint: 'put a value that begins with * or & between quotes' },
  ALIAS_PROPS: { code: 'alias', hint: 'write the alias (the word that begins with *) alone' },
  BAD_DIRECTIVE: { hint: 'remove the line that begins with %' },
};

/** A message of the YAML parser on one short line, in the words of this reference. */
function inPlainWords(message: string): string {
  const plain = message.replace(/flow sequence/gi, 'list in brackets').replace(/flow map/gi, 'map in braces');
  const short = plain.length > 160 ? `${plain.slice(0, 160)}…` : plain;
  return short.charAt(0).toLowerCase() + short.slice(1);
}
