import fc from 'fast-check';
import protobuf from 'protobufjs/minimal.js';
import { describe, expect, test } from 'vitest';
import { decodePodResources } from './pod-resources-message.ts';

/**
 * One pod as the Go code of k8s.io/kubelet v0.36.3 writes it: shared GPUs, a second entry of the same resource, an
 * RDMA device, a claim, and CPUs, memory and NUMA nodes, which are skipped.
 */
const RECORDED =
  '0ab8020a07747261696e2d3012067465616d2d611a99020a046d61696e12720a0e6e76696469612e636f6d2f677075122b4750552d38' +
  '613536613462632d653138342d613034372d323632302d6265313966646639313364353a3a30122b4750552d38613536613462632d65' +
  '3138342d613034372d323632302d6265313966646639313364353a3a311a060a000a020801121d0a0e6e76696469612e636f6d2f6770' +
  '7512054750552d311a040a02080112120a0872646d612f68636112066d6c78355f301a0300017f22150a066d656d6f72791080808080' +
  '80201a040a0208012a4e1201631a067465616d2d6122410a1c0a1a6b38732e6770752e6e76696469612e636f6d2f636c61696d3d7812' +
  '0e6770752e6e76696469612e636f6d1a066e6f64652d3122056770752d332a0273311a090a0773696465636172';

type Write = (writer: protobuf.Writer) => protobuf.Writer;

const message = (write: Write): Uint8Array => write(protobuf.Writer.create()).finish();
const field = (number: number, bytes: Uint8Array) => (writer: protobuf.Writer) =>
  writer.uint32((number << 3) | 2).bytes(bytes);
const words = (text: string): Uint8Array => Buffer.from(text);

function response(...pods: { name: string; resource: string; ids: string[] }[]): Uint8Array {
  return message((writer) => {
    for (const { name, resource, ids } of pods) {
      const devices = message((inner) => {
        field(1, words(resource))(inner);
        for (const id of ids) field(2, words(id))(inner);
        return inner;
      });
      const container = message(field(2, devices));
      const pod = message((inner) =>
        field(3, container)(field(2, words('team-a'))(field(1, words(name))(inner))),
      );
      field(1, pod)(writer);
    }
    return writer;
  });
}

describe("kubelet's list", () => {
  test('is read as its own code writes it', () => {
    expect(decodePodResources(Buffer.from(RECORDED, 'hex'))).toEqual([
      { namespace: 'team-a', pod: 'train-0', resource: 'gpu.nvidia.com', ids: ['node-1/gpu-3'] },
      {
        namespace: 'team-a',
        pod: 'train-0',
        resource: 'nvidia.com/gpu',
        ids: [
          'GPU-1',
          'GPU-8a56a4bc-e184-a047-2620-be19fdf913d5::0',
          'GPU-8a56a4bc-e184-a047-2620-be19fdf913d5::1',
        ],
      },
      { namespace: 'team-a', pod: 'train-0', resource: 'rdma/hca', ids: ['mlx5_0'] },
    ]);
  });

  test('of no pods is empty', () => {
    expect(decodePodResources(new Uint8Array())).toEqual([]);
  });

  test('counts a device once that two entries name', () => {
    const one = { name: 'a', resource: 'nvidia.com/gpu', ids: ['GPU-1', 'GPU-2'] };
    expect(decodePodResources(response(one, { ...one, ids: ['GPU-2', 'GPU-3'] }))).toEqual([
      { namespace: 'team-a', pod: 'a', resource: 'nvidia.com/gpu', ids: ['GPU-1', 'GPU-2', 'GPU-3'] },
    ]);
  });

  test('is sorted, in whatever order kubelet walks its pods', () => {
    const pods = ['c', 'a', 'b'].map((name) => ({ name, resource: 'nvidia.com/gpu', ids: [name] }));
    const names = decodePodResources(response(...pods)).map(({ pod }) => pod);
    expect(names).toEqual(['a', 'b', 'c']);
  });

  test('leaves out pods without devices, and fields that a newer kubelet may send', () => {
    const pod = message((writer) => field(9, words('new'))(field(1, words('idle'))(writer)));
    expect(decodePodResources(message((writer) => field(7, words('new'))(field(1, pod)(writer))))).toEqual(
      [],
    );
  });

  test.each([
    ['is cut', Buffer.from(RECORDED, 'hex').subarray(0, 40)],
    ['has a number where a message belongs', message((writer) => writer.uint32(8).uint32(1))],
    ['is no message', words('\xff\xff\xff\xff')],
  ])('is refused where it %s', (_what, bytes) => {
    expect(() => decodePodResources(bytes)).toThrow();
  });

  test('is read to its end or refused, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          for (const { ids } of decodePodResources(bytes)) expect(ids.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});
