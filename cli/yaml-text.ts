import { stringify } from 'yaml';

/** Also for readers of YAML 1.1, to which `on` and `0644` are no texts; a text is never folded. Without a line feed at the end. */
export function yamlOf(value: unknown): string {
  return stringify(value, { compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();
}
