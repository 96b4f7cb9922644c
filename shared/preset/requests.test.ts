import { describe, expect, it } from 'vitest';
import { type PodBuilder, pod } from '../../test/build/pod.ts';
import type { Container, ResourceRequirements } from '../kube/objects.ts';
import { quantityText } from './quantity.ts';
import { effectiveRequests, isExtendedResource } from './requests.ts';

const GPU = 'nvidia.com/gpu';
const asks = (name: string, amount: string | number, rest: Partial<Container> = {}): Container => ({
  name,
  resources: { requests: { [GPU]: amount } },
  ...rest,
});
const sidecar = (name: string, amount: string): Container => asks(name, amount, { restartPolicy: 'Always' });
const requested = (builder: PodBuilder): string | undefined => {
  const amount = effectiveRequests(builder.build()).get(GPU);
  return amount === undefined ? undefined : quantityText(amount);
};

describe('resources of the pod as a whole', () => {
  const of = (resources: ResourceRequirements) =>
    effectiveRequests(pod().requests('cpu', 1).spec({ resources }).build()).get('cpu');

  it('a request goes over those of the containers', () => {
    expect(quantityText(of({ requests: { cpu: 4 } }) ?? 0n)).toBe('4');
  });

  it('a limit stands in only for what no container requests, as the API server fills it in', () => {
    expect(quantityText(of({ limits: { cpu: 8 } }) ?? 0n)).toBe('1');
    const none = effectiveRequests(
      pod()
        .spec({ resources: { limits: { cpu: 8 } } })
        .build(),
    );
    expect(quantityText(none.get('cpu') ?? 0n)).toBe('8');
  });
});

describe('what a pod requests in all', () => {
  it.each<[string, PodBuilder, string | undefined]>([
    ['nothing', pod(), undefined],
    ['the sum over its containers', pod().container(asks('a', '1')).container(asks('b', '2')), '3'],
    [
      'the largest init container, where that is more',
      pod().container(asks('a', '1')).initContainer(asks('i', '4')).initContainer(asks('j', '2')),
      '4',
    ],
    [
      'the containers, where they are more',
      pod().container(asks('a', '4')).initContainer(asks('i', '1')),
      '4',
    ],
    [
      'sidecars on top of the containers',
      pod().container(asks('a', '1')).initContainer(sidecar('s', '2')),
      '3',
    ],
    [
      'sidecars on top of the init containers after them',
      pod().initContainer(sidecar('s', '2')).initContainer(asks('i', '3')),
      '5',
    ],
    [
      'init containers before a sidecar without it',
      pod().initContainer(asks('i', '3')).initContainer(sidecar('s', '2')),
      '3',
    ],
    [
      'limits where requests are missing',
      pod().container({ name: 'a', resources: { limits: { [GPU]: '2' } } }),
      '2',
    ],
    [
      'requests where both are there',
      pod().container({ name: 'a', resources: { limits: { [GPU]: '2' }, requests: { [GPU]: '1' } } }),
      '1',
    ],
    ['nothing where it asks for zero', pod().container(asks('a', '0')), undefined],
    ['nothing where the amount cannot be read', pod().container(asks('a', 'many')), undefined],
    [
      'what the pod level says instead of the sum',
      pod()
        .container(asks('a', '1'))
        .spec({ resources: { requests: { [GPU]: 5 } } }),
      '5',
    ],
    [
      'the overhead of its runtime class',
      pod()
        .container(asks('a', '1'))
        .spec({ overhead: { [GPU]: '1' } }),
      '2',
    ],
  ])('is %s', (_name, builder, wanted) => {
    expect(requested(builder)).toBe(wanted);
  });

  it.each([
    ['nvidia.com/gpu', true],
    ['example.org/localssd', true],
    ['cpu', false],
    ['hugepages-2Mi', false],
    ['kubernetes.io/batch-cpu', false],
    ['foo.kubernetes.io/bar', false],
    ['requests.nvidia.com/gpu', false],
  ])('%s extended: %s', (name, wanted) => {
    expect(isExtendedResource(name)).toBe(wanted);
  });
});
