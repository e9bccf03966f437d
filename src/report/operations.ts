import grammar from '../compile/grammar.json' with { type: 'json' };
import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { addCounts } from '../telemetry/view.ts';
import type { Injection, OperationReport } from './report.ts';

/** The operations that were called, or had faults, in the order of the grammar. */
export function operationReports(processes: ProcessRecord[], injections: Iterable<Injection>): OperationReport[] {
  const reports = new Map(
    grammar.libraries.map(({ name: library, operations }) => [
      library,
      new Map(operations.map(({ name }) => [name, { library, operation: name, calls: 0, injected: 0 }])),
    ]),
  );
  for (const { library, calls } of processes)
    for (const [operation, count] of calls) {
      const report = reports.get(library)?.get(operation);
      if (report) report.calls = addCounts(report.calls, count);
    }
  for (const { library, operation } of injections) {
    const report = reports.get(library)?.get(operation);
    if (report) report.injected++;
  }
  return [...reports.values()]
    .flatMap((operations) => [...operations.values()])
    .filter(({ calls, injected }) => calls > 0 || injected > 0);
}
