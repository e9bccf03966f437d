const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const LONE_SURROGATE = /\p{Cs}/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * A text on one line in which everything can be seen: control characters, marks that change the direction of writing and
 * the like become escapes such as `\n`, `\x1b` and `\u202e`; half a surrogate pair becomes U+FFFD.
 */
export function printable(text: string): string {
  return text.replace(INVISIBLE, escapeSequence).replace(LONE_SURROGATE, '\ufffd');
}

function escapeSequence(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x80) return NAMED[character] ?? `\\x${hex.padStart(2, '0')}`;
  return code < 0x1_0000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** Without what a workflow's runner takes for a command anywhere in a line. */
export function commandless(text: string): string {
  return text.replaceAll('##[', '#\\x23[');
}

/** At most `most` UTF-16 units of a text, cut at its end. */
export function cutEnd(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** At most `most` UTF-16 units of a text, cut in its middle: the end of a path says more than its middle. */
export function cutMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.floor((most - 1) / 3);
  const tail = most - 1 - head;
  return `${text.slice(0, head).replace(/[\ud800-\udbff]$/, '')}…${text.slice(-tail).replace(/^[\udc00-\udfff]/, '')}`;
}
