import { FORBIDDEN } from '../../../shared/preset/fields.ts';
import type { Losses } from '../losses.ts';
import { containersOf, storageOf } from '../pod-preset-entries.ts';
import type { Reader } from '../reader.ts';
import { checked } from './checked.ts';
import { withoutEmpty } from './nothing.ts';

/** A container of the original, as a preset says it. */
export type WrittenContainer = Readonly<Record<string, unknown>> & { readonly name: string };

export interface PodParts {
  /** Fields for `pod` of a preset. */
  readonly pod: Readonly<Record<string, unknown>>;
  readonly containers: readonly WrittenContainer[];
  readonly initContainers: readonly WrittenContainer[];
}

/** A pod's spec taken apart. What presets may not set is lost. */
export function podParts(spec: Reader, losses: Losses): PodParts {
  const {
    containers: _containers,
    initContainers: _initContainers,
    serviceAccount,
    ...fields
  } = checked(spec, 'PodSpec');
  const { volumes, forbidden } = storageOf(spec, losses);
  const named = {
    ...(serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount }),
    ...fields,
    volumes,
  };
  const pod = Object.fromEntries(
    Object.entries(withoutEmpty(named)).filter(([field, value]) => {
      const reason = Object.hasOwn(FORBIDDEN.pod, field) ? FORBIDDEN.pod[field] : undefined;
      if (reason !== undefined && value !== false && value !== '') {
        losses.add(
          { path: `${spec.path}.${field}` },
          `is ${JSON.stringify(value)}, which is not carried: ${reason}`,
        );
      }
      return reason === undefined;
    }),
  );
  return {
    pod,
    containers: containersOf(spec, 'containers', forbidden, losses).map(withoutEmptyFields),
    initContainers: containersOf(spec, 'initContainers', forbidden, losses).map(withoutEmptyFields),
  };
}

function withoutEmptyFields(container: WrittenContainer): WrittenContainer {
  return { ...withoutEmpty(container), name: container.name };
}
