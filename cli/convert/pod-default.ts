/** PodDefault: kubeflow.org/v1alpha1. Its documents and its code agree, so there is one reading. */
import type { ContainerPatch, FieldStrategy, PresetSpec } from '../../shared/preset/spec.ts';
import { literal, literalText } from './literal.ts';
import { Losses } from './losses.ts';
import {
  containersOf,
  envFromOf,
  envOf,
  imagePullSecretsOf,
  storageOf,
  tolerationsOf,
} from './pod-preset-entries.ts';
import { objectName, presetMetadata } from './pod-preset-metadata.ts';
import { labelSelector, notExcluded } from './pod-preset-selector.ts';
import { Reader } from './reader.ts';
import type { Converted, ConvertOptions, PresetManifest, SourceDocument } from './types.ts';

const FIELDS = [
  'selector',
  'desc',
  'serviceAccountName',
  'automountServiceAccountToken',
  'env',
  'envFrom',
  'volumes',
  'volumeMounts',
  'annotations',
  'labels',
  'tolerations',
  'initContainers',
  'sidecars',
  'command',
  'args',
  'imagePullSecrets',
];
const UNKNOWN =
  'is no field of a PodDefault and had no effect; a preset can set fields of the pod in spec.pod and of its containers in spec.containers';
/** The one container whose command and args stay as they are. */
const ISTIO_PROXY = 'istio-proxy';
const DESCRIPTION = 'kubernetes.io/description';

type Gives = Pick<
  PresetSpec,
  'metadata' | 'pod' | 'volumes' | 'tolerations' | 'containers' | 'addContainers'
>;

export function convertPodDefault(source: SourceDocument, _options: ConvertOptions): Converted {
  const document = Reader.of(source);
  const losses = new Losses(objectName('PodDefault', document));
  const spec = document.required('spec');
  losses.addUnknown(document, ['apiVersion', 'kind', 'metadata', 'spec', 'status'], UNKNOWN);
  losses.addUnknown(spec, FIELDS, UNKNOWN);

  const metadata = described(presetMetadata(document.required('metadata'), losses), spec, losses);
  const selector = spec.at('selector');
  const gives = givesOf(spec, losses);
  if (Object.keys(gives).length === 0) {
    losses.add(
      spec,
      'gives pods nothing but an annotation that names it; a preset that gives nothing is refused',
    );
    return { presets: [], losses: losses.found };
  }
  const strategies = strategiesOf(gives);
  return {
    presets: [
      {
        apiVersion: 'latebind.dev/v1alpha1',
        kind: 'PodPreset',
        metadata,
        spec: {
          selector: selector === undefined ? {} : labelSelector(selector, losses),
          matchExpression: notExcluded('poddefault.admission.kubeflow.org'),
          onConflict: 'Reject',
          ...gives,
          ...(strategies.length === 0 ? {} : { strategies }),
        },
      },
    ],
    losses: losses.found,
  };
}

function described(
  metadata: PresetManifest['metadata'],
  spec: Reader,
  losses: Losses,
): PresetManifest['metadata'] {
  const text = spec.at('desc')?.text() ?? '';
  if (text === '' || metadata.annotations?.[DESCRIPTION] === text) return metadata;
  if (metadata.annotations?.[DESCRIPTION] !== undefined) {
    losses.add(spec.required('desc'), `would be the annotation ${DESCRIPTION}, which has another text`);
    return metadata;
  }
  return { ...metadata, annotations: { ...metadata.annotations, [DESCRIPTION]: text } };
}

function givesOf(spec: Reader, losses: Losses): Gives {
  const metadata = filled({
    labels: literal(spec.at('labels')?.textMap() ?? {}),
    annotations: literal(spec.at('annotations')?.textMap() ?? {}),
  });
  const serviceAccountName = literalText(spec.at('serviceAccountName')?.text() ?? '');
  const pod = filled({
    ...(serviceAccountName === '' ? {} : { serviceAccountName }),
    automountServiceAccountToken: spec.at('automountServiceAccountToken')?.flag(),
    imagePullSecrets: imagePullSecretsOf(spec, losses),
  });
  const { volumes, volumeMounts, forbidden } = storageOf(spec, losses);
  const added = filled({
    init: containersOf(spec, 'initContainers', forbidden, losses).map((container) => ({ container })),
    sidecars: containersOf(spec, 'sidecars', forbidden, losses).map((container) => ({ container })),
  });
  return filled({
    metadata,
    pod,
    volumes,
    tolerations: tolerationsOf(spec, losses),
    containers: [
      ...patch(
        { types: ['App'] },
        { env: envOf(spec, losses), envFrom: envFromOf(spec, losses), volumeMounts },
      ),
      ...patch(
        { types: ['App'], except: [ISTIO_PROXY] },
        {
          command: literal(spec.at('command')?.texts() ?? []),
          args: literal(spec.at('args')?.texts() ?? []),
        },
      ),
    ],
    addContainers: added,
  });
}

function patch(select: NonNullable<ContainerPatch['select']>, fields: ContainerPatch): ContainerPatch[] {
  const given = filled(fields);
  return Object.keys(given).length === 0 ? [] : [{ select, ...given }];
}

/** What the layer's own strategies do not say; the service account and the token went over the pod's. */
function strategiesOf({ metadata, pod, containers = [] }: Gives): FieldStrategy[] {
  const patches = (field: string): boolean => containers.some((one) => one[field] !== undefined);
  return [
    ...(metadata?.labels === undefined ? [] : [fail('metadata.labels')]),
    ...(metadata?.annotations === undefined ? [] : [fail('metadata.annotations')]),
    ...['serviceAccountName', 'automountServiceAccountToken']
      .filter((field) => pod?.[field] !== undefined)
      .map((field) => ({ path: `pod.${field}`, strategy: 'Override' }) as const),
    ...(patches('env') ? [fail('containers.env')] : []),
    ...(patches('volumeMounts')
      ? [{ ...fail('containers.volumeMounts'), key: 'name+mountPath' } as const]
      : []),
    ...['command', 'args']
      .filter(patches)
      .map((field) => ({ path: `containers.${field}`, strategy: 'KeepExisting' }) as const),
  ];
}

const fail = (path: string): FieldStrategy => ({ path, strategy: 'Fail' });

/** Without what is absent or empty: an empty list gives nothing. */
function filled<T extends object>(fields: T): Filled<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        !(typeof value === 'object' && value !== null && Object.keys(value).length === 0),
    ),
  ) as Filled<T>;
}

type Filled<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };
