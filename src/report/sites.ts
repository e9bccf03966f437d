import type { CallRecord } from '../telemetry/telemetry.ts';

/** Names call sites as reports do, `/path/of/module+0xoffset`; one that is unknown is empty. Equal sites get the same string. */
export function siteNames(): (site: CallRecord['site']) => string {
  const known = new Map<NonNullable<CallRecord['site']>, string>();
  return (site) => {
    if (!site) return '';
    let name = known.get(site);
    if (name === undefined) {
      name = `${site.module}+0x${site.offset.toString(16)}`;
      known.set(site, name);
    }
    return name;
  };
}
