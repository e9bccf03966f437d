#!/usr/bin/env node
import { runChaos } from './chaos.ts';
import { commandLine } from './command/line.ts';
import { surviveBrokenPipes, terminalHost, terminalStyle } from './host/terminal.ts';

const { argv, env, stderr, stdout } = process;
surviveBrokenPipes([stdout, stderr]);
const print = (text: string) => void stdout.write(`${text}\n`);
const say = (text: string) => void stderr.write(`${text}\n`);
const terminal = { print, say, environment: env, cwd: process.cwd(), style: terminalStyle(stdout, env) };
process.exitCode = await commandLine(argv.slice(2), terminal, terminalHost(stderr, env), runChaos);
