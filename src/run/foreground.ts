import { constants } from 'node:os';
import { signalGroup } from './session.ts';

/** Ctrl-Z, fg and a resized window reach the terminal's foreground group, which is ours: pass them on. */
export function followTerminal(group: number): () => void {
  let isResumed = false;
  const suspend = () => {
    signalGroup(group, 'SIGSTOP'); // a group without a parent in its session ignores SIGTSTP
    process.kill(process.pid, 'SIGSTOP');
    signalGroup(group, 'SIGCONT'); // at once, before a timeout that is due finds it suspended
    isResumed = true;
  };
  const resume = () => {
    if (!isResumed) signalGroup(group, 'SIGCONT');
    isResumed = false;
  };
  const resize = () => void signalGroup(group, 'SIGWINCH');
  process.on('SIGTSTP', suspend);
  process.on('SIGCONT', resume);
  if (constants.signals.SIGWINCH) process.on('SIGWINCH', resize);
  return () => {
    process.off('SIGTSTP', suspend);
    process.off('SIGCONT', resume);
    process.off('SIGWINCH', resize);
  };
}
