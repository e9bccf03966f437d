import { execute } from '../check/command.ts';

/** Runs a program that has to end well. Throws with what it said when it does not. */
export async function must(
  program: string,
  args: string[],
  options: Parameters<typeof execute>[2] = {},
): Promise<string> {
  const { code, output } = await execute(program, args, options);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${output.slice(-2000)}`);
  return output;
}
