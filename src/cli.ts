#!/usr/bin/env node
import { runChaos } from './chaos.ts';
import { commandLine } from './command/line.ts';
import type { Terminal } from './command/terminal.ts';
import {
  currentDirectory,
  endWithStandardOutput,
  surviveBrokenStreams,
  terminalHost,
  terminalStyle,
} from './host/terminal.ts';

const { argv, env, stderr, stdout } = process;
surviveBrokenStreams([stderr]);
const print = (text: string) => void stdout.write(`${text}\n`);
const say = (text: string) => void stderr.write(`${text}\n`);
endWithStandardOutput(stdout, say);
const terminal: Terminal = {
  print,
  say,
  environment: env,
  get cwd() {
    return currentDirectory();
  },
  style: terminalStyle(stdout, env),
};
process.exitCode = await commandLine(argv.slice(2), terminal, terminalHost(stderr, env), runChaos);
