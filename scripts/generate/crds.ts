import { stringify } from 'yaml';
import { customResourceDefinition } from '../../shared/preset/schema.ts';
import { PRESET_KINDS } from '../../shared/preset/spec.ts';

/** Repository path → CRD, from the schema in shared/preset/schema.ts. */
export function customResourceDefinitions(): Map<string, string> {
  return new Map(
    PRESET_KINDS.map((kind) => {
      const yaml = stringify(customResourceDefinition(kind), { lineWidth: 110 });
      return [
        `deploy/crds/${kind.toLowerCase()}s.latebind.dev.yaml`,
        `# Generated from shared/preset/schema.ts by npm run generate. Do not edit.\n${yaml}`,
      ];
    }),
  );
}
