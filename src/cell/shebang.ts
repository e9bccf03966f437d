/** The first line of a script: its interpreter and what stands behind it, which the kernel passes as one argument. */
export interface Shebang {
  interpreter: string;
  argument?: string;
}

/** Reads `#!interpreter argument` as Linux does: from the first 256 bytes. Undefined when there is none. */
export function parseShebang(start: Buffer): Shebang | undefined {
  const text = start.toString('utf8', 0, 256);
  if (!text.startsWith('#!')) return undefined;
  const line = (text.slice(2).split(/[\n\0]/, 1)[0] ?? '').replace(/^[ \t]+|[ \t]+$/g, '');
  const [, interpreter, argument] = /^([^ \t]+)[ \t]*(.*)$/.exec(line) ?? [];
  if (!interpreter) return { interpreter: '' };
  return argument ? { interpreter, argument } : { interpreter };
}

/** What `env` is asked to run, and whether it takes the environment away; undefined when it runs nothing. */
export interface EnvCall {
  program: string;
  scrubs: boolean;
}

/** Reads the single argument that a `#!/usr/bin/env …` line passes: `prog`, `-S prog args`, `-i prog`, `NAME=value prog`. */
export function parseEnvArgument(argument: string): EnvCall | undefined {
  const split = /^(?:-[a-zA-Z]*S|--split-string[= ])\s*/.exec(argument);
  const words = split ? argument.slice(split[0].length).split(/\s+/).filter(Boolean) : [argument];
  let scrubs = split ? /^-[^S]*i/.test(split[0]) : false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word === '-' || word === '-i' || word === '--ignore-environment') scrubs = true;
    else if (word === '-u' || word === '-C') {
      at++;
      scrubs ||= words[at] === 'LD_PRELOAD';
    } else if (word === '-uLD_PRELOAD' || word === '--unset=LD_PRELOAD') scrubs = true;
    else if (!word.startsWith('-') && !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word)) return { program: word, scrubs };
  }
  return undefined;
}
