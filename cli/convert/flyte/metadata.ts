import type { PresetSpec } from '../../../shared/preset/spec.ts';
import { literal } from '../literal.ts';
import type { Losses } from '../losses.ts';
import type { Reader } from '../reader.ts';

const OF_ONE_POD = 'is of one pod and not of a template; presets set labels and annotations only';

/** Labels and annotations for pods. */
export function podMetadata(
  metadata: Reader | undefined,
  losses: Losses,
  known: readonly string[] = [],
): Pick<PresetSpec, 'metadata'> {
  if (metadata === undefined) return {};
  losses.addUnknown(metadata, ['labels', 'annotations', 'creationTimestamp', ...known], OF_ONE_POD);
  return metadataOf(metadata.at('labels'), metadata.at('annotations'));
}

export function metadataOf(
  labels: Reader | undefined,
  annotations: Reader | undefined,
): Pick<PresetSpec, 'metadata'> {
  const given = (reader: Reader | undefined): Record<string, string> => literal(reader?.textMap() ?? {});
  const metadata = {
    ...some('labels', given(labels)),
    ...some('annotations', given(annotations)),
  };
  return Object.keys(metadata).length === 0 ? {} : { metadata };
}

function some<K extends string>(
  key: K,
  map: Record<string, string>,
): Partial<Record<K, Record<string, string>>> {
  return Object.keys(map).length === 0 ? {} : ({ [key]: map } as Record<K, Record<string, string>>);
}
