/** What presets may not do to each other and to the pod. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeTerms } from '../../../test/build/arbitrary/fields.ts';
import {
  admit,
  admitted,
  type Input,
  inputs,
  inputsOf,
  specsOf,
} from '../../../test/build/arbitrary/inputs.ts';
import { compileOnce } from '../../../test/build/arbitrary/presets.ts';
import { pod } from '../../../test/build/pod.ts';
import { clusterPreset } from '../../../test/build/preset.ts';
import { RUNS } from '../../../test/build/runs.ts';
import type { Pod, Toleration, Volume } from '../../kube/objects.ts';
import { GROUP, LABEL, RESERVED_ENV_PREFIX, RESERVED_VOLUME_PREFIX } from '../../names.ts';
import type { AdmitResult } from '../api.ts';
import type { CompiledPreset } from '../compile.ts';
import { containersOf } from '../container-select.ts';
import { defaultedVolume } from '../defaults.ts';
import { getIn, isPlain } from '../entry-value.ts';
import { chooseByName } from '../named.ts';
import type { CompiledProtection } from '../protect.ts';
import { ranking } from '../rank.ts';
import type { PresetSpec } from '../spec.ts';

const withoutStrategies = inputsOf((presets) =>
  presets.map((objects) =>
    objects.map((object) => {
      const { strategies: _s, ...spec } = object.spec;
      return { ...object, spec };
    }),
  ),
);

describe('for any presets and any pod', { timeout: 900_000 }, () => {
  it('what a preset protects is as it and the author made it', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets }) => {
        const result = admit(pod, presets);
        fc.pre(result.admitted);
        for (const preset of presets) {
          const alone = admit(pod, [preset]);
          // Alone it may lack what another one brings.
          if (!alone.admitted || !isApplied(preset, alone) || !isApplied(preset, result)) continue;
          for (const protection of preset.protections)
            expect(protectedIn(result.pod, alone.pod, protection)).toEqual(
              protectedIn(alone.pod, alone.pod, protection),
            );
        }
      }),
      RUNS,
    );
  });

  it('what a preset takes out does not come back from presets of lower rank', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { pod: author, presets } = input;
        const result = admit(author, presets);
        fc.pre(result.admitted);
        const ranked = rankedOf(input);
        const resultOf = (id: string): unknown => result.decisions.find((one) => one.preset === id)?.result;
        for (const [index, { preset, spec }] of ranked.entries()) {
          if (spec.remove === undefined || resultOf(preset.id) !== 'applied') continue;
          const above = ranked
            .slice(0, index + 1)
            .filter((one) => ['applied', 'partly'].includes(String(resultOf(one.preset.id))));
          for (const list of ['labels', 'env', 'volumes', 'tolerations'] as const) {
            const allowed = new Set(above.flatMap((one) => givenIn(one.spec, list)));
            const gone = (spec.remove[list] ?? []).filter((name) => !allowed.has(name));
            expect(namesIn(result.pod, author, list).filter((name) => gone.includes(name))).toEqual([]);
          }
        }
      }),
      RUNS,
    );
  });

  it('where a preset replaces all there is, only it and those of higher rank have a say', () => {
    const PLACES: readonly (readonly [scope: 'metadata' | 'pod', field: string])[] = [
      ['metadata', 'labels'],
      ['metadata', 'annotations'],
      ['pod', 'nodeSelector'],
      ['pod', 'securityContext'],
      ['pod', 'imagePullSecrets'],
      ['pod', 'schedulingGates'],
    ];
    fc.assert(
      fc.property(inputs, (input) => {
        const result = admit(input.pod, input.presets);
        fc.pre(result.admitted);
        for (const [index, { preset, spec }] of rankedOf(input).entries()) {
          if (!isApplied(preset, result)) continue;
          for (const [scope, field] of PLACES) {
            const said = spec.strategies?.find(({ path }) => path === `${scope}.${field}`);
            if (said?.strategy !== 'Replace') continue;
            const above = rankedOf(input).slice(0, index + 1);
            const given = above.flatMap((one) => keysIn(one.spec[scope]?.[field as 'labels']));
            const after = keysIn(result.pod[scope === 'pod' ? 'spec' : 'metadata'][field as 'labels']);
            const ours = (key: string): boolean => key.includes(GROUP);
            expect(after.filter((key) => !given.includes(key) && !ours(key))).toEqual([]);
          }
        }
      }),
      RUNS,
    );
  });

  it('a mount shows the volume of its preset, or is not there', () => {
    fc.assert(
      fc.property(withoutStrategies, (input) => {
        const result = admit(input.pod, input.presets);
        fc.pre(result.admitted);
        for (const { preset, spec } of specsOf(input)) {
          const { volumes = [], volumeMounts = [], pod: fields } = spec;
          const decision = result.decisions.find((one) => one.preset === preset.id)?.result;
          if (decision !== 'partly' && decision !== 'applied') continue;
          const own = [...volumes, ...((fields?.['volumes'] ?? []) as Volume[])];
          for (const mount of volumeMounts) {
            const meant = own.find(({ name }) => name === mount.name);
            // Where nobody else says anything about the path.
            const text = JSON.stringify([input.pod.spec, ...input.objects]);
            if (text.split(`"mountPath":"${mount.mountPath.replace(/\/$/, '')}`).length !== 2) continue;
            const isShown = containersOf(result.pod).some(({ container }) =>
              container.volumeMounts?.some(({ mountPath }) => mountPath === mount.mountPath),
            );
            if (!isShown) continue;
            const volume = result.pod.spec.volumes?.find(({ name }) => name === mount.name);
            expect(sourceOf(volume)).toEqual(sourceOf(meant));
          }
        }
      }),
      RUNS,
    );
  });

  it('required node affinity is narrowed down by And and widened by Or, in order of rank', () => {
    const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
    const affinity = (terms: object): object => ({ affinity: { nodeAffinity: { [REQUIRED]: terms } } });
    const preset = fc.record({ terms: nodeTerms, strategy: fc.constantFrom(undefined, 'And', 'Or') });
    const lists = fc.record({ own: fc.option(nodeTerms), presets: fc.array(preset, { maxLength: 3 }) });
    fc.assert(
      fc.property(lists, ({ own, presets }) => {
        const author = pod()
          .spec(own === null ? {} : affinity(own))
          .build();
        const objects = presets.map(({ terms, strategy }, index) => {
          const strategies = [{ path: `pod.affinity.nodeAffinity.${REQUIRED}`, strategy }];
          return clusterPreset(`p${index}`)
            .spec({
              selector: {},
              pod: affinity(terms),
              ...(strategy === undefined ? {} : { strategies }),
            })
            .build();
        });
        const after = admitted(author, objects.map(compileOnce));
        const asked = getIn(after.spec, ['affinity', 'nodeAffinity', REQUIRED]) as Terms | undefined;
        for (const node of NODES) {
          const [first, ...others] = [...(own === null ? [] : [{ terms: own, strategy: 'And' }]), ...presets];
          const wanted = others.reduce(
            (so, { terms, strategy }) =>
              strategy === 'Or' ? so || allows(terms as Terms, node) : so && allows(terms as Terms, node),
            allows(first?.terms as Terms | undefined, node),
          );
          expect({ node, allowed: allows(asked, node) }).toEqual({ node, allowed: wanted });
        }
      }),
      RUNS,
    );
  });
});

type List = 'labels' | 'env' | 'volumes' | 'tolerations';

function givenIn(spec: PresetSpec, list: List): string[] {
  const { metadata, pod = {}, containers = [], env = [], volumes = [], tolerations = [] } = spec;
  const inPod = (pod[list] ?? []) as readonly (Volume & Toleration)[];
  switch (list) {
    case 'labels':
      return Object.keys(metadata?.labels ?? {});
    case 'env':
      return [...env, ...containers.flatMap((patch) => patch.env ?? [])].map(({ name }) => name);
    case 'volumes':
      return [...volumes, ...inPod].map(({ name }) => name);
    case 'tolerations':
      return [...tolerations, ...inPod].map(({ key = '' }) => key);
    default:
      return list satisfies never;
  }
}

/** Variables: of the author's containers, those that presets add are their own. */
function namesIn({ metadata, spec }: Pod, author: Pod, list: List): string[] {
  switch (list) {
    case 'labels':
      return Object.keys(metadata.labels ?? {});
    case 'env': {
      const own = new Set(containersOf(author).map(({ container }) => container.name));
      return containersOf({ metadata, spec })
        .filter(({ container }) => own.has(container.name))
        .flatMap(({ container }) => (container.env ?? []).map(({ name }) => name));
    }
    case 'volumes':
      return (spec.volumes ?? []).map(({ name }) => name);
    case 'tolerations':
      return (spec.tolerations ?? []).map(({ key = '' }) => key);
    default:
      return list satisfies never;
  }
}

function rankedOf(input: Input): ReturnType<typeof specsOf> {
  const chosen = chooseByName(input.pod, 'team-a', input.presets);
  const { compare } = ranking(chosen.ok ? chosen.named : new Map());
  return specsOf(input).sort((left, right) => compare(left.preset, right.preset));
}

/** Keys of a map, names of a list. */
function keysIn(value: unknown): string[] {
  if (Array.isArray(value)) return (value as { name: string }[]).map(({ name }) => name);
  return isPlain(value) ? Object.keys(value) : [];
}

/** The kind of a volume; a late path is a hostPath, too. */
function sourceOf(volume: Volume | undefined): unknown {
  const { name: _name, hostPath, ...source } = defaultedVolume({ ...volume });
  const path = isPlain(hostPath) ? String(hostPath['path']) : undefined;
  return path === undefined ? source : { late: !path.startsWith('/data') };
}

function isApplied({ id }: CompiledPreset, { decisions }: AdmitResult): boolean {
  return decisions.some(({ preset, result }) => preset === id && result === 'applied');
}

/** Without what a late value needs. Of mounts the place: a volume of another preset may be late. */
function protectedIn(pod: Pod, alone: Pod, { scope, container, path }: CompiledProtection): unknown {
  if (scope === 'metadata') {
    const { [LABEL.managed]: _managed, ...labels } = pod.metadata.labels ?? {};
    return getIn({ ...pod.metadata, labels }, path);
  }
  if (scope === 'pod') return getIn(pod.spec, path);
  const names = containersOf(alone).map((one) => one.container.name);
  return containersOf(pod)
    .map((one) => one.container)
    .filter(({ name }) => names.includes(name) && (container === undefined || container === name))
    .map(({ env = [], volumeMounts = [], ...fields }) => [
      fields.name,
      getIn(
        {
          ...fields,
          env: env
            .filter(({ name }) => !name.startsWith(RESERVED_ENV_PREFIX))
            .map(({ name, value }) => [name, value]),
          volumeMounts: volumeMounts
            .filter(({ name }) => !name.startsWith(RESERVED_VOLUME_PREFIX))
            .map(({ name, mountPath, readOnly }) => [name, mountPath, readOnly]),
        },
        path,
      ),
    ]);
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

interface Terms {
  readonly nodeSelectorTerms: readonly {
    readonly matchExpressions?: readonly Requirement[];
    readonly matchFields?: readonly Requirement[];
  }[];
}

type Node = Readonly<Record<string, string>>;

const NODES: readonly Node[] = ['n', 'm'].flatMap((name) =>
  [{}, { disk: 'ssd' }, { disk: 'hdd' }].flatMap((disk) =>
    [{}, { zone: 'a' }].map((zone): Node => ({ 'metadata.name': name, ...disk, ...zone })),
  ),
);

/** component-helpers nodeaffinity: any of the terms, all requirements of one; an empty term is for no node. */
function allows(terms: Terms | undefined, node: Node): boolean {
  if (terms === undefined) return true;
  return terms.nodeSelectorTerms.some(({ matchExpressions = [], matchFields = [] }) => {
    const all = [...matchExpressions, ...matchFields];
    return all.length > 0 && all.every((requirement) => holds(requirement, node));
  });
}

function holds({ key, operator, values = [] }: Requirement, node: Node): boolean {
  const value = node[key];
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'In') return value !== undefined && values.includes(value);
  throw new Error(`no node has ${operator}`);
}
