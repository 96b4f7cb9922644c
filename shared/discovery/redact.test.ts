import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostRecord } from './host-archive.ts';
import { createRedactor } from './redact.ts';
import { buildImage, type Described } from './testing/build-host.ts';

const record = (paths: Readonly<Record<string, Described>>, smi?: string): HostRecord => ({
  image: buildImage(paths),
  ...(smi === undefined ? undefined : { smi }),
});
const redacted = (text: string, names: readonly string[] = []): string =>
  createRedactor(record({ '/text': text }), names).text(text);

describe('what identifies a machine', () => {
  test.each([
    ['a UUID', 'GPU-6b86b273-ff34-fce1-9d6b-804eff5a3f57', 'GPU-00000000-0000-0000-0000-000000000001'],
    [
      'a UUID in a name of systemd',
      'kubepods-podD4735E3A_265e_16ee_e03f_59718b9b5d03.slice',
      'kubepods-pod00000000_0000_0000_0000_000000000001.slice',
    ],
    ['an id of 32 digits', '0123456789abcdef0123456789abcdef', '00000000000000000000000000000001'],
    ['a MAC address', 'address b8:59:9f:12:34:56', 'address 00:00:00:00:00:01'],
    ['a GUID', 'b859:9f03:0012:3456', '0000:0000:0000:0001'],
    ['a GID', 'fe80:0000:0000:0000:b859:9f03:0012:3456', '0000:0000:0000:0000:0000:0000:0000:0001'],
    ['a world wide name', 'wwn-0x5000c500a1b2c3d4', 'wwn-0x0000000000000001'],
    ['a serial number in a line', 'Serial\t\t: 1421234567', 'Serial\t\t: 0000000001'],
    ['a serial number in an element', '<serial>1650123456789</serial>', '<serial>0000000000001</serial>'],
  ])('%s: becomes a number of the same form', (_, text, want) => {
    expect(redacted(text)).toBe(want);
  });

  test.each([
    ['a PCI address', '0000:1b:00.0 10000:e1:00.0'],
    ['a version', '550.54.15 libcuda.so.550.54.15'],
    ['a PCI id', '10de:2330 0x10de'],
    ['what is zero', '00000000-0000-0000-0000-000000000000 00:00:00:00:00:00 ff:ff:ff:ff:ff:ff'],
    ['a name that all machines have', 'SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c'],
    ['a disk of a provider', '/dev/disk/by-id/google-local-nvme-ssd-0'],
    ['a driver store of Windows', 'nv_dispi.inf_amd64_0a1b2c3d4e5f6a7b'],
  ])('%s: is none', (_, text) => {
    expect(redacted(text)).toBe(text);
  });

  test.each([
    ['nvme-SAMSUNG_MZQL23T8HCLS-00A07_S64HNE0T123456', 'nvme-SAMSUNG_MZQL23T8HCLS-00A07_00000000000001'],
    ['nvme-SAMSUNG_MZQL23T8HCLS_S64HNE0T123456_1-part2', 'nvme-SAMSUNG_MZQL23T8HCLS_00000000000001_1-part2'],
    [
      'nvme-Amazon_EC2_NVMe_Instance_Storage_AWS2A3B4C5D6E7F80',
      'nvme-Amazon_EC2_NVMe_Instance_Storage_00000000000000001',
    ],
    [
      'nvme-Amazon_Elastic_Block_Store_vol0a1b2c3d4e5f60718',
      'nvme-Amazon_Elastic_Block_Store_00000000000000000001',
    ],
    ['scsi-0Google_PersistentDisk_persistent-disk-0', 'scsi-0Google_PersistentDisk_persistent-disk-0'],
    ['nvme-SAMSUNG_MZQL23T8HCLS_S64HNE0T123456-ns-1', 'nvme-SAMSUNG_MZQL23T8HCLS_00000000000001-ns-1'],
    ['google-local-nvme-ssd-0', 'google-local-nvme-ssd-0'],
  ])('is in the name of a disk: %s', (name, want) => {
    const path = `/dev/disk/by-id/${name}`;
    const [changed] = createRedactor(record({ [path]: { link: '../../nvme0n1' } }), [])
      .record(record({ [path]: { link: '../../nvme0n1' } }))
      .image.keys();
    expect(changed?.length).toBe(path.length);
    expect(changed).toBe(`/dev/disk/by-id/${want}`);
  });

  test('becomes the same everywhere, in names, links and contents', () => {
    const original = record(
      {
        '/sys/block/nvme0n1/device/serial': 'S64HNE0T123456      \n',
        '/dev/disk/by-id/nvme-X_S64HNE0T123456': { link: '../S64HNE0T123456' },
        '/log': 'found S64HNE0T123456 (s64hne0t123456)',
      },
      '<serial>S64HNE0T123456</serial><process_name>/bin/a --key=B7</process_name>',
    );
    const { image, smi } = createRedactor(original, []).record(original);
    const fake = '00000000000001';
    expect(image).toEqual(
      buildImage({
        '/sys/block/nvme0n1/device/serial': `${fake}      \n`,
        [`/dev/disk/by-id/nvme-X_${fake}`]: { link: `../${fake}` },
        '/log': `found ${fake} (${fake})`,
      }),
    );
    expect(smi).toBe(`<serial>${fake}</serial><process_name>/xxx/x --xxx=xx</process_name>`);
  });

  test('is what the host is called, as a word of its own', () => {
    const text = 'nfs on gpu-17.example.org, gpu-17 and gpu-171';
    expect(redacted(text, ['gpu-17.example.org\n'])).toBe('nfs on xxx-xx.xxxxxxx.xx1, xxx-x1 and gpu-171');
  });

  test('is not what many hosts are called', () => {
    expect(redacted('ID=ubuntu', ['ubuntu'])).toBe('ID=ubuntu');
    expect(redacted('nothing', ['', 'a b', '-'])).toBe('nothing');
  });

  test('keeps its order, and the bytes around it', () => {
    const uuid = fc.uuid();
    fc.assert(
      fc.property(fc.uniqueArray(uuid, { minLength: 1, maxLength: 6 }), fc.uint8Array(), (uuids, noise) => {
        const bytes = Buffer.concat([Buffer.from(uuids.join('\n')), Buffer.from('\n'), Buffer.from(noise)]);
        const original = record({ '/f': bytes });
        const redactor = createRedactor(original, []);
        const entry = redactor.record(original).image.get('/f');
        const content = entry?.kind === 'file' ? entry.content : Buffer.alloc(0);
        const fakes = content
          .subarray(0, uuids.length * 37)
          .toString()
          .trimEnd()
          .split('\n');
        expect(content.length).toBe(bytes.length);
        expect(fakes.toSorted()).toEqual(uuids.toSorted().map((one) => fakes[uuids.indexOf(one)]));
        for (const one of uuids) if (!/^[0-]*\d?$/.test(one)) expect(content.includes(one)).toBe(false);
      }),
    );
  });
});
