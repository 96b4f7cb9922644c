import { customResourceDefinition } from '../../shared/preset/schema.ts';
import { PRESET_KINDS } from '../../shared/preset/spec.ts';
import { page, table } from './markdown.ts';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

interface Definition {
  readonly spec: {
    readonly names: { readonly kind: string; readonly shortNames?: readonly string[] };
    readonly scope: string;
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

export function presetReference(): string {
  return page(
    'Preset reference',
    'Every field of the two kinds, from the schemas in deploy/crds. `kubectl explain clusterpodpreset.spec` prints the same.',
    ...PRESET_KINDS.map((kind) => kindReference(customResourceDefinition(kind) as unknown as Definition)),
  );
}

function kindReference({ spec }: Definition): string {
  const version = spec.versions[0];
  if (version === undefined) throw new Error(`${spec.names.kind} has no version`);
  const short = spec.names.shortNames?.length ? `, short ${spec.names.shortNames.join(', ')}` : '';
  const schema = version.schema.openAPIV3Schema;
  return [
    `## ${spec.names.kind}`,
    `${spec.scope}, latebind.dev/${version.name}${short}. ${schema.description ?? ''}`.trim(),
    table(['field', 'type', 'meaning'], rowsOf(schema.properties?.['spec'] ?? {}, 'spec', new Map())),
  ].join('\n\n');
}

/** An entry that the page has already is named, not repeated. */
function rowsOf(schema: Schema, path: string, shown: Map<string, string>): string[][] {
  const rows: string[][] = [];
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const inner = child.items ?? child;
    const at = `${path}.${name}${child.items === undefined ? '' : '[]'}`;
    const fields = JSON.stringify(inner.properties);
    const same = child.items === undefined ? undefined : shown.get(fields);
    rows.push([
      `\`${at}\``,
      typeOf(child),
      [
        child.description,
        same === undefined ? undefined : `Fields as in \`${same}\`.`,
        schema.required?.includes(name) ? 'Required.' : undefined,
        defaultOf(child),
      ]
        .filter((part) => part !== undefined && part !== '')
        .join(' '),
    ]);
    if (same !== undefined) continue;
    if (inner.properties !== undefined) shown.set(fields, at);
    rows.push(...rowsOf(inner, at, shown));
  }
  return rows;
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (schema['x-kubernetes-int-or-string'] === true) return 'integer or string';
  if (typeof schema.additionalProperties === 'object') return `map to ${typeOf(schema.additionalProperties)}`;
  return schema.type ?? 'any';
}

function defaultOf(schema: Schema): string {
  return schema.default === undefined ? '' : `Default: \`${JSON.stringify(schema.default)}\`.`;
}
