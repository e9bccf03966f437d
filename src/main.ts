import { runChaos } from './chaos.ts';
import { runStep } from './command/step.ts';
import { actionInput, actionsHost } from './host/actions.ts';
import { surviveBrokenStreams } from './host/terminal.ts';

surviveBrokenStreams([process.stdout, process.stderr]);
process.exitCode = await runStep(actionInput, process.env, actionsHost(process.env), runChaos);
