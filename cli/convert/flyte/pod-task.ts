import type {
  AddContainers,
  AddedContainer,
  FieldStrategy,
  PresetSpec,
  Protection,
} from '../../../shared/preset/spec.ts';
import { acceptable } from '../acceptable.ts';
import { Losses } from '../losses.ts';
import { Reader } from '../reader.ts';
import type { PresetManifest, SourceDocument } from '../types.ts';
import { metadataOf, podMetadata } from './metadata.ts';
import { type PodParts, podParts, type WrittenContainer } from './pod-spec.ts';
import { PRIORITY } from './priorities.ts';

const FIELDS = ['primary_container_name', 'pod_spec', 'metadata', 'labels', 'annotations'];
/** What the task itself is: Flyte writes it over what the pod spec has. */
const FROM_THE_TASK = ['image', 'command', 'args'] as const;
const ENV_LOST =
  'is of the primary container, whose variables come from the task; set them in the environment of the task, or in a preset of your own';

export interface PodTask {
  readonly source: string;
  readonly name: string;
  readonly preset: PresetManifest;
  readonly losses: Losses;
}

export function podTask(document: SourceDocument): PodTask {
  const reader = Reader.of(document);
  const primary = reader.required('primary_container_name').text();
  const namespace = reader.at('metadata')?.at('namespace')?.text();
  const name = nameOf(reader, primary);
  const losses = new Losses(`${document.source}: pod task ${name}`);
  losses.addUnknown(reader, FIELDS, 'is not of the pod of a pod task; it stays in the task');
  const parts = podParts(reader.required('pod_spec'), losses);
  const content = contentOf(parts, primary, losses, reader.required('pod_spec').path);
  const metadata = metadataIn(reader, losses);
  const preset: PresetManifest = {
    apiVersion: 'latebind.dev/v1alpha1',
    kind: namespace === undefined ? 'ClusterPodPreset' : 'PodPreset',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      byName: true,
      priority: PRIORITY.podTask,
      required: true,
      ...metadata,
      ...content,
    },
  };
  acceptable(document.source, [preset]);
  return { source: document.source, name, losses, preset };
}

/** Serialised tasks have them below metadata, those of the SDK beside the pod spec. */
function metadataIn(reader: Reader, losses: Losses): Pick<PresetSpec, 'metadata'> {
  const beside = metadataOf(reader.at('labels'), reader.at('annotations')).metadata;
  const below = podMetadata(reader.at('metadata'), losses, ['name', 'namespace']).metadata;
  if (beside === undefined && below === undefined) return {};
  return {
    metadata: {
      ...merge('labels', beside?.labels, below?.labels),
      ...merge('annotations', beside?.annotations, below?.annotations),
    },
  };
}

type Texts = Readonly<Record<string, string>>;

function merge(key: string, ...maps: readonly (Texts | undefined)[]): Record<string, Texts> {
  const all = Object.assign({}, ...maps) as Texts;
  return Object.keys(all).length === 0 ? {} : { [key]: all };
}

function contentOf(
  { pod, containers, initContainers }: PodParts,
  primary: string,
  losses: Losses,
  path: string,
): Pick<PresetSpec, 'pod' | 'containers' | 'addContainers' | 'strategies' | 'protect'> {
  const at = containers.findIndex(({ name }) => name === primary);
  const { patch, strategies } = primaryPatch(containers[at]);
  if (containers[at]?.['env'] !== undefined) losses.add({ path: `${path}.containers[${at}].env` }, ENV_LOST);
  const added = additions(containers, at, initContainers);
  if (added.disordered) {
    losses.add(
      { path: `${path}.initContainers` },
      'has one with restartPolicy Always before one without; those with it come last, since presets add them apart',
    );
  }
  return {
    ...(Object.keys(pod).length === 0 ? {} : { pod }),
    ...(patch === undefined
      ? {}
      : { containers: [{ select: { types: ['App'], names: [primary], required: true }, ...patch }] }),
    ...(added.addContainers === undefined ? {} : { addContainers: added.addContainers }),
    ...(strategies.length === 0 ? {} : { strategies }),
    protect: FROM_THE_TASK.map(
      (field): Protection => ({
        path: `containers[name=${primary}].${field}`,
        message: `the primary container has its ${field} from the task; set it there`,
      }),
    ),
  };
}

/** What stays of the primary container; resources only where the task asks for none. */
function primaryPatch(container: WrittenContainer | undefined): {
  patch: Record<string, unknown> | undefined;
  strategies: FieldStrategy[];
} {
  const { name: _name, env: _env, ...fields } = container ?? { name: '' };
  const patch = Object.fromEntries(
    Object.entries(fields).filter(([field]) => !FROM_THE_TASK.some((one) => one === field)),
  );
  if (Object.keys(patch).length === 0) return { patch: undefined, strategies: [] };
  return {
    patch,
    strategies:
      patch['resources'] === undefined ? [] : [{ path: 'containers.resources', strategy: 'KeepExisting' }],
  };
}

/** Where the primary container is not among them, it comes last. */
function additions(
  containers: readonly WrittenContainer[],
  primaryAt: number,
  initContainers: readonly WrittenContainer[],
): { addContainers?: AddContainers; disordered: boolean } {
  const sidecars = containers.flatMap((container, index): AddedContainer[] => {
    if (index === primaryAt) return [];
    return [added(container, primaryAt === -1 || index < primaryAt ? 'First' : 'Last')];
  });
  const restarts = initContainers.map(({ restartPolicy }) => restartPolicy === 'Always');
  const init = initContainers
    .filter((_, index) => restarts[index] === false)
    .map((one) => added(one, 'First'));
  const running = initContainers
    .filter((_, index) => restarts[index] === true)
    .map(
      ({ restartPolicy: _always, ...one }): AddedContainer => ({
        ...added(one, 'First'),
        restartable: true,
      }),
    );
  const all = [...running, ...sidecars];
  return {
    disordered: restarts.lastIndexOf(false) > restarts.indexOf(true) && restarts.includes(true),
    ...(init.length + all.length === 0
      ? {}
      : {
          addContainers: {
            ...(init.length === 0 ? {} : { init }),
            ...(all.length === 0 ? {} : { sidecars: all }),
            // Settings and templates are for all containers of a task.
            receivePatches: true,
          },
        }),
  };
}

function added(
  container: Omit<WrittenContainer, 'restartPolicy'>,
  position: 'First' | 'Last',
): AddedContainer {
  return { container: container as AddedContainer['container'], position };
}

/** The name of the task where the document has it, otherwise that of its primary container. */
function nameOf(reader: Reader, primary: string): string {
  const given = reader.at('metadata')?.at('name');
  const name = given?.text() ?? primary;
  if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)) return name;
  throw (given ?? reader.required('primary_container_name')).unlike(
    'lower case letters, digits, "-" and "."',
  );
}
