import { randomUUID } from 'node:crypto';
import * as core from '@actions/core';
import { reasonOf, ToolError } from '../error.ts';
import { ProfileError } from '../profile/mistake.ts';
import { renderAnnotations } from '../report/annotations.ts';
import { printable } from '../report/printable.ts';
import type { Report } from '../report/report.ts';
import { renderTerminal } from '../report/terminal.ts';
import { failureText } from './failure.ts';
import type { Host } from './host.ts';
import { appendParagraph, endLastLine } from './runner-file.ts';

/** GitHub shows no more annotations of a kind for one step. */
const MOST_ANNOTATIONS = 10;

const ANNOTATE = { error: core.error, warning: core.warning, notice: core.notice };

/** A workflow on GitHub: log groups, annotations, outputs and the job summary. */
export function actionsHost(environment: NodeJS.ProcessEnv): Host {
  return {
    oneStream: true, // the runner reads two of them side by side, and what stops commands is in the first
    say: (text) => guarded(printable(text)),
    warn: (message) => core.warning(printable(message), { title: 'chaos' }),
    fail: (error) => annotateFailure(error, environment),
    commandStarts(title) {
      core.startGroup(oneLine(title));
      const resume = stopCommands();
      return () => {
        resume();
        core.endGroup();
      };
    },
    async supplies() {
      // They take longer to load than all else, and are rarely needed.
      const { actionsSupplies } = await import('./supplies.ts');
      return actionsSupplies(environment);
    },
    showReport(report, summary, path) {
      guarded(renderTerminal(report, { color: !environment.NO_COLOR, width: Number.POSITIVE_INFINITY }));
      if (path) guarded(`report: ${printable(path)}`);
      for (const { level, title, message } of renderAnnotations(report)) ANNOTATE[level](message, { title });
      appendSummary(summary, environment);
      setOutputs(report, path, environment);
    },
  };
}

/** An input of the step as the workflow wrote it; empty when it is absent. */
export function actionInput(name: string): string {
  return core.getInput(name, { trimWhitespace: false });
}

function annotateFailure(error: unknown, environment: NodeJS.ProcessEnv): void {
  if (!(error instanceof ProfileError)) {
    core.error(failureText(error, environment).replace(/^chaos: /, ''), { title: 'chaos' });
    return;
  }
  guarded(failureText(error, environment));
  for (const { path, line, column, message, hint } of error.mistakes.slice(0, MOST_ANNOTATIONS)) {
    core.error(`${message} — ${hint}`, { title: 'chaos profile', file: path, startLine: line, startColumn: column });
  }
}

/** Throws a ToolError when there is no file to write them to, as where the command removed or replaced it. */
function setOutputs(report: Report, path: string | null, environment: NodeJS.ProcessEnv): void {
  try {
    if (environment.GITHUB_OUTPUT) endLastLine(environment.GITHUB_OUTPUT);
    core.setOutput('verdict', report.gate.verdict);
    core.setOutput('seed', String(report.seed));
    core.setOutput('injected', String(report.injections.recorded + report.injections.dropped));
    core.setOutput('report', path ?? '');
  } catch (error) {
    throw new ToolError(`the outputs of the step cannot be written into GITHUB_OUTPUT: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** The summary is a courtesy: that it cannot be written fails nothing. */
function appendSummary(summary: string, environment: NodeJS.ProcessEnv): void {
  const file = environment.GITHUB_STEP_SUMMARY;
  if (!file) return;
  try {
    appendParagraph(file, summary);
  } catch (error) {
    core.warning(`the job summary could not be written into GITHUB_STEP_SUMMARY: ${reasonOf(error)}`);
  }
}

/** From here on the runner takes no workflow commands from our output, until the returned function is called. */
function stopCommands(): () => void {
  const token = `chaos-${randomUUID()}`;
  process.stdout.write(`::stop-commands::${token}\n`);
  // What the command wrote last may lack its line ending.
  return () => void process.stdout.write(`\n::${token}::\n`);
}

/** Says lines in which names of files and programs may stand, whatever they are. */
function guarded(text: string): void {
  const token = `chaos-${randomUUID()}`;
  const harmless = !/^\s*::|##\[/m.test(text);
  process.stdout.write(harmless ? `${text}\n` : `::stop-commands::${token}\n${text}\n::${token}::\n`);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
