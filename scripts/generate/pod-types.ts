import * as models from '@kubernetes/client-node';

interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

interface Model {
  getAttributeTypeMap(): readonly Attribute[];
}

const ROOT = 'V1PodSpec';

/** The API gives them as strings; numbers are read, too. The generated models know only the former. */
const QUANTITIES: ReadonlySet<string> = new Set([
  'EmptyDirVolumeSource.sizeLimit',
  'PodSpec.overhead',
  'ResourceFieldSelector.divisor',
  'ResourceRequirements.limits',
  'ResourceRequirements.requests',
  'VolumeResourceRequirements.limits',
  'VolumeResourceRequirements.requests',
]);

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'boolean',
  // Every number that a pod has is whole.
  number: 'integer',
  IntOrString: 'intOrString',
  Date: 'time',
  any: 'any',
};

/** Repository path → the types of a pod's fields, as the client library of Kubernetes has them. */
export function podTypes(): Map<string, string> {
  const types: Record<string, Record<string, string>> = {};
  const pending = [ROOT];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (types[shortName(name)] !== undefined) continue;
    const fields: Record<string, string> = {};
    types[shortName(name)] = fields;
    for (const { baseName, type } of modelOf(name).getAttributeTypeMap()) {
      const { item, suffix } = unwrap(type);
      const scalar = QUANTITIES.has(`${shortName(name)}.${baseName}`) ? 'quantity' : SCALARS[item];
      if (scalar === undefined) pending.push(item);
      fields[baseName] = (scalar ?? shortName(item)) + suffix;
    }
  }
  const lines = Object.entries(types)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, fields]) => `  ${JSON.stringify(name)}: ${JSON.stringify(fields)}`);
  return new Map([['shared/preset/pod-types.generated.json', `{\n${lines.join(',\n')}\n}\n`]]);
}

function modelOf(name: string): Model {
  const model = (models as unknown as Readonly<Record<string, Model | undefined>>)[name];
  if (model === undefined) throw new Error(`@kubernetes/client-node has no model ${name}`);
  return model;
}

/** Array<V1Volume> → V1Volume and [] */
function unwrap(type: string): { item: string; suffix: string } {
  const list = /^Array<(.+)>$/.exec(type)?.[1];
  if (list !== undefined) return { item: list, suffix: '[]' };
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  return map === undefined ? { item: type, suffix: '' } : { item: map, suffix: '{}' };
}

const shortName = (model: string): string => model.replace(/^(Core)?V1(?=[A-Z])/, '');
