import { Ajv, type ValidateFunction } from 'ajv';
import schema from '../../schema/report.schema.json' with { type: 'json' };

let compiled: ValidateFunction | undefined;

/** Where a value is no report, as a path of keys such as `rules[0].id`; undefined: it is one. Unknown keys are of a newer version. */
export function flawOf(value: unknown): string | undefined {
  compiled ??= new Ajv({ allowUnionTypes: true }).compile(withUnknownKeys());
  if (compiled(value)) return undefined;
  const error = compiled.errors?.at(-1);
  const missing = error?.keyword === 'required' ? `/${error.params.missingProperty}` : '';
  const path = `${error?.instancePath}${missing}`.slice(1);
  return path.replace(/\/(\d+)/g, '[$1]').replaceAll('/', '.') || 'the file';
}

/** The schema without what forbids keys that it does not name. */
function withUnknownKeys(): object {
  return JSON.parse(JSON.stringify(schema), (key, value) => (key === 'additionalProperties' ? undefined : value));
}
