import schema from '../../schema/report.schema.json' with { type: 'json' };

/** What the schema of reports says of a value. */
interface Shape {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  oneOf?: Shape[];
  items?: Shape;
  properties?: Record<string, Shape>;
  required?: string[];
}

/** Where a value is no report, as a path of keys such as `rules[0].id`; undefined: it is one. Unknown keys are of a newer version. */
export function flawOf(value: unknown): string | undefined {
  return flaw(value, schema as Shape, 'the file');
}

function flaw(value: unknown, shape: Shape, path: string): string | undefined {
  if (!fits(value, shape)) return path;
  if (Array.isArray(value) && shape.items) {
    for (const [index, item] of value.entries()) {
      const found = flaw(item, shape.items, `${path}[${index}]`);
      if (found) return found;
    }
  } else if (typeof value === 'object' && value !== null && shape.properties) {
    for (const [key, property] of Object.entries(shape.properties)) {
      const inner = path === 'the file' ? key : `${path}.${key}`;
      const found = Object.hasOwn(value, key)
        ? flaw((value as Record<string, unknown>)[key], property, inner)
        : shape.required?.includes(key) && inner;
      if (found) return found;
    }
  }
  return shape.oneOf?.every((one) => flaw(value, one, path)) ? path : undefined;
}

function fits(value: unknown, shape: Shape): boolean {
  const types = [shape.type ?? []].flat();
  if (types.length > 0 && !types.some((type) => isOf(type, value))) return false;
  if ('const' in shape && value !== shape.const) return false;
  if (shape.enum && !shape.enum.includes(value)) return false;
  if (typeof value === 'string') return !shape.pattern || new RegExp(shape.pattern).test(value);
  if (typeof value === 'number') return value >= (shape.minimum ?? value) && value <= (shape.maximum ?? value);
  return true;
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type && value !== null && !Array.isArray(value);
}
