import { stringify } from 'yaml';
import { customResourceDefinition } from '../../shared/preset/schema.ts';
import { PRESET_KINDS, type PresetKind } from '../../shared/preset/spec.ts';

/** Repository path → CRD, from the schema in shared/preset/schema.ts. */
export function customResourceDefinitions(): Map<string, string> {
  return new Map(
    PRESET_KINDS.map((kind) => [
      `deploy/crds/${kind.toLowerCase()}s.latebind.dev.yaml`,
      `# Generated from shared/preset/schema.ts by npm run generate. Do not edit.\n${yamlOf(kind)}`,
    ]),
  );
}

function yamlOf(kind: PresetKind): string {
  const definition = structuredClone(customResourceDefinition(kind)) as {
    spec: { versions: { schema: { openAPIV3Schema: { properties: Record<string, unknown> } } }[] };
  };
  for (const { schema } of definition.spec.versions) {
    // The API server knows metadata itself and refuses a CRD that describes it.
    schema.openAPIV3Schema.properties['metadata'] = { type: 'object' };
  }
  return stringify(definition, { lineWidth: 110, aliasDuplicateObjects: false });
}
