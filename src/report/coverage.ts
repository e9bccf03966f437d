import type { CallRecord } from '../telemetry/telemetry.ts';
import type { Coverage, Injection } from './report.ts';
import { siteNames } from './sites.ts';

type Row = Coverage['byOperation'][number];

/**
 * Counts fault points: distinct pairs of an operation and a call site; calls from unknown sites are one point of their
 * operation. Only points that telemetry tells of are known: those of injections and of samples (the first calls on targets
 * that no rule selects). Every known point was reached, for it was called.
 */
export function coverage(injections: Iterable<Injection>, samples: Iterable<CallRecord>): Coverage {
  const points = new Map<string, Map<string, Map<string, boolean>>>();
  const sitesOf = (library: string, operation: string): Map<string, boolean> => {
    const operations = points.get(library) ?? new Map<string, Map<string, boolean>>();
    const sites = operations.get(operation) ?? new Map<string, boolean>();
    points.set(library, operations.set(operation, sites));
    return sites;
  };
  const siteName = siteNames();
  for (const { library, operation, site } of samples) sitesOf(library, operation).set(siteName(site), false);
  for (const { library, operation, site } of injections) sitesOf(library, operation).set(site, true);

  const byOperation: Row[] = [];
  for (const [library, operations] of points)
    for (const [operation, sites] of operations) {
      const injected = [...sites.values()].filter(Boolean).length;
      byOperation.push({ library, operation, points: sites.size, reached: sites.size, injected });
    }
  byOperation.sort((a, b) => compare(a.library, b.library) || compare(a.operation, b.operation));
  const sum = (key: 'points' | 'reached' | 'injected') => byOperation.reduce((total, row) => total + row[key], 0);
  return { points: sum('points'), reached: sum('reached'), injected: sum('injected'), byOperation };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
