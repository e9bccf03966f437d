/** Where a command is called from, and where it talks to. */
export interface Terminal {
  /** A text for standard output: what was asked for. */
  print(text: string): void;
  /** A text for standard error: what is said about it. */
  say(text: string): void;
  environment: NodeJS.ProcessEnv;
  cwd: string;
  /** How standard output shows things. */
  style: { color: boolean; width: number };
}
