const SCARCE: Record<string, string> = {
  EMFILE: 'too many files are open (ulimit -n)',
  ENFILE: 'too many files are open on this machine',
  EAGAIN: 'there are too many processes (ulimit -u)',
  ENOMEM: 'there is too little memory',
};

/** What there was too little of to start a command, by the errno's name; undefined when the reason is the command itself. */
export function scarcity(code: string): string | undefined {
  return SCARCE[code];
}
