import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { programName } from './names.ts';
import { counted } from './words.ts';

/** One reason for each distinct message with which a library refused its rule text: then none of its rules was in force. */
export function refusedRules(processes: ProcessRecord[]): string[] {
  const groups = new Map<string, { library: string; message: string; where: ProcessRecord[] }>();
  for (const process of processes) {
    if (!process.rulesInvalid) continue;
    const message = process.message ?? 'it did not say why';
    const key = `${process.library} ${message}`;
    const group = groups.get(key) ?? { library: process.library, message, where: [] };
    group.where.push(process);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ library, message, where: [first, ...others] }) => {
    const program = first
      ? `${programName(first.executable || first.startedAs, first.startedAs) || 'process'} (pid ${first.pid})`
      : '';
    const more = others.length === 0 ? '' : ` and ${counted(others.length, 'more process', 'more processes')}`;
    return `no ${library} rule was in force in ${program}${more}: the ${library} library refused ${library}.conf, saying "${message}". Leave that file as chaos wrote it; if you did, this is a mistake of chaos`;
  });
}
