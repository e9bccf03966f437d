/** A line about how it goes on; what came of it all is printed on standard output. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
