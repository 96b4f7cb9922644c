import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Mig, MigInstance } from '../../host-facts/model.ts';
import { answering, SMI_BINARY, SMI_CAPTURES, SMI_LIBRARIES, withSmi } from '../testing/smi-program.ts';
import {
  mergeNvidiaSmi,
  parseRecordedSmi,
  readNvidiaSmi,
  recallNvidiaSmi,
  type SmiFacts,
  type SmiGpu,
} from './nvidia-smi.ts';
import { failed, found, type Reading } from './reading.ts';

/** The same cases in each run. */
const RUNS = { seed: 1 };

const capture = (name: string): string => readFileSync(join(SMI_CAPTURES, name), 'utf8');

/** All UUIDs in the captures end alike. */
const uuid = (head: string): string => `GPU-${head}-5d1e-4c0b-9a7f-2e6b81d04c93`;
const migUuid = (head: string): string => `MIG-${head}-5d1e-4c0b-9a7f-2e6b81d04c93`;

const OFF: Mig = { capable: true, enabled: false };
const INCAPABLE: Mig = { capable: false };
const on = (...instances: MigInstance[]): Mig => ({ capable: true, enabled: true, instances });

/** Not partitioned, unless said otherwise. */
const gpu = (
  address: string,
  index: number,
  head: string,
  memoryMiB: number,
  parts: object = {},
): SmiGpu => ({
  address,
  index,
  uuid: uuid(head),
  memoryMiB,
  mig: OFF,
  ...parts,
});

const EIGHT = [
  gpu('0000:1b:00.0', 0, 'fbb18463', 81559),
  gpu('0000:43:00.0', 1, 'dbb8e8ae', 81559),
  gpu('0000:52:00.0', 2, '67958fd0', 81559),
  gpu('0000:61:00.0', 3, '4529a569', 81559),
  gpu('0000:9d:00.0', 4, 'c6b6e3a8', 81559),
  gpu('0000:c3:00.0', 5, 'b88e3bbe', 81559),
  gpu('0000:d1:00.0', 6, 'a522c33f', 81559),
  gpu('0000:df:00.0', 7, 'fc8ce464', 81559),
] as const;

const TWO_H200 = found<SmiFacts>({
  cudaVersion: '13.3',
  gpus: [gpu('0000:83:00.0', 0, '9f5b3c07', 143771), gpu('0000:a1:00.0', 1, '98ad7c65', 143771)],
});

const withoutIndex = ({ index: _index, ...rest }: SmiGpu): SmiGpu => rest;

const CAPTURES: Readonly<Record<string, Reading<SmiFacts>>> = {
  // Before 396 it did not say the version of CUDA, and before 450 nothing of MIG.
  'v8-k80-375.xml': found({
    gpus: [
      { address: '0000:05:00.0', index: 0, uuid: uuid('adc3c57b'), memoryMiB: 11439 },
      { address: '0000:06:00.0', index: 1, uuid: uuid('a7779dd9'), memoryMiB: 11439 },
    ],
  }),
  'v9-p100-390.xml': found({
    gpus: [{ address: '0000:06:00.0', index: 0, uuid: uuid('a613efde'), memoryMiB: 16280 }],
  }),
  'v10-v100-redacted-418.xml': found({
    cudaVersion: '10.1',
    gpus: [
      { address: '0000:15:00.0', index: 0, memoryMiB: 32510 },
      { address: '0000:16:00.0', index: 1, memoryMiB: 32510 },
    ],
  }),
  'v11-t4-470.xml': found({
    cudaVersion: '11.4',
    gpus: [gpu('0000:00:1e.0', 0, 'a2f1a68a', 15109, { mig: INCAPABLE })],
  }),
  'v11-t4-vgpu-525.xml': found({
    cudaVersion: '12.0',
    gpus: [gpu('0000:02:01.0', 0, '99b80c06', 8192, { mig: INCAPABLE })],
  }),
  'v12-h100x8-550.xml': found({ cudaVersion: '12.4', gpus: EIGHT }),
  'v12-h100-no-doctype-550.xml': found({ cudaVersion: '12.4', gpus: [EIGHT[0]] }),
  'v12-gh200-550.xml': found({ cudaVersion: '12.4', gpus: [gpu('0009:01:00.0', 0, 'b85f7fa4', 97871)] }),
  'v12-a100-mig-535.xml': found({
    cudaVersion: '12.2',
    gpus: [
      // What is pending is not yet.
      gpu('0000:07:00.0', 0, 'cedc8ef5', 40960),
      gpu('0000:0f:00.0', 1, 'c4f82fda', 40960, {
        mig: on(...[7, 8, 9, 11, 12, 13, 14].map((gi) => ({ gi, ci: 0, memoryMiB: 4864 }))),
      }),
    ],
  }),
  'v12-h100-mig-shared-550.xml': found({
    cudaVersion: '12.4',
    gpus: [
      gpu('0000:1b:00.0', 0, '2168afb7', 81559, {
        mig: on(
          { gi: 1, ci: 0, memoryMiB: 40320 },
          { gi: 2, ci: 0, memoryMiB: 40320 },
          { gi: 2, ci: 1, memoryMiB: 40320 },
        ),
      }),
    ],
  }),
  'v12-h100-mig-empty-550.xml': found({
    cudaVersion: '12.4',
    gpus: [gpu('0000:1b:00.0', 0, '4721e900', 81559, { mig: on() })],
  }),
  'v13-gb200-570.xml': found({
    cudaVersion: '12.8',
    gpus: [
      gpu('0008:01:00.0', 0, '5473bd53', 189471, {
        fabricClique: '1f2e3d4c-5b6a-4978-8a9b-0c1d2e3f4a5b.32766',
      }),
      gpu('0009:01:00.0', 1, '23d34b99', 189471, {
        fabricClique: '1f2e3d4c-5b6a-4978-8a9b-0c1d2e3f4a5b.32766',
      }),
      // Its memory is said to be N/A, its MIG mode not supported, and its fabric is not yet complete.
      { address: '0018:01:00.0', index: 2, uuid: uuid('48536b67') },
    ],
  }),
  'v13-h200-610.xml': TWO_H200,
  'h200-610.txt': TWO_H200,
  'h100-mig-590.txt': found({
    cudaVersion: '13.1',
    gpus: [
      gpu('0000:00:09.0', 0, 'f1de9061', 81559, {
        mig: on(
          { gi: 2, ci: 0, memoryMiB: 40448 },
          { gi: 3, ci: 0, memoryMiB: 20096 },
          { gi: 9, ci: 0, memoryMiB: 9984 },
          { gi: 10, ci: 0, memoryMiB: 9984 },
        ),
      }),
    ],
  }),
  'no-devices.txt': found({ gpus: [] }),

  'v12-gpu-lost-550.xml': failed(
    {
      cudaVersion: '12.4',
      gpus: [EIGHT[0], { address: '0000:43:00.0', index: 1, uuid: uuid('dbb8e8ae') }, EIGHT[2]],
    },
    'NoAnswer',
    '0000:43:00.0',
  ),
  'v12-unknown-error-550.xml': failed(
    { cudaVersion: '12.4', gpus: [EIGHT[0], { address: '0000:43:00.0', index: 1 }, EIGHT[2]] },
    'NoAnswer',
    '0000:43:00.0',
  ),
  // Its MIG mode is N/A and its memory 0, which mean nothing then.
  'v13-requires-reset-580.xml': failed(
    {
      cudaVersion: '13.0',
      gpus: [
        gpu('0000:19:00.0', 0, 'fbe8876b', 143771),
        { address: '0000:3b:00.0', index: 1, uuid: uuid('62373eb4') },
      ],
    },
    'NoAnswer',
    '0000:3b:00.0',
  ),
  'v12-one-left-out-550.xml': failed(
    { cudaVersion: '12.4', gpus: [withoutIndex(EIGHT[0]), withoutIndex(EIGHT[2])] },
    'Incomplete',
    '3 attached, 2 described',
  ),
  'v12-truncated-550.xml': failed({}, 'malformed', '-q -x'),
  'v12-process-name-550.xml': failed({}, 'malformed', '-q -x'),
  'v12-injected-gpu-550.xml': failed({}, 'malformed', '0000:1b:00.0 twice'),
  'truncated-590.txt': failed({}, 'malformed', '-q'),
  'mismatch.txt': failed({}, 'Mismatch', 'Failed to initialize NVML: Driver/library version mismatch'),
  'no-permission.txt': failed({}, 'NotInitialized', 'Failed to initialize NVML: Insufficient Permissions'),
  'no-driver.txt': failed(
    {},
    'NoDriver',
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Ma",
  ),
  'no-handle.txt': failed(
    {},
    'NoAnswer',
    'Unable to determine the device handle for GPU0000:43:00.0: Unknown Error',
  ),
  'wrapper.txt': failed({}, 'malformed', 'no report'),
};

describe('a recorded answer', () => {
  const names = readdirSync(SMI_CAPTURES).filter((name) => !name.endsWith('.list.txt'));

  test.each(names)('%s: says what stands in the table', (name) => {
    expect(CAPTURES[name]).toBeDefined();
    expect(parseRecordedSmi(capture(name))).toEqual(CAPTURES[name]);
  });

  test('with a warning before and behind says the same', () => {
    const text = `WARNING: odd\n${capture('v9-p100-390.xml')}\nWARNING: infoROM is corrupted at gpu 0000:06:00.0\n`;
    expect(parseRecordedSmi(text)).toEqual(CAPTURES['v9-p100-390.xml']);
  });

  test('with Windows line ends says the same', () => {
    const withReturns = (name: string): string => capture(name).replaceAll('\n', '\r\n');
    for (const name of ['v13-h200-610.xml', 'h200-610.txt'])
      expect(parseRecordedSmi(withReturns(name))).toEqual(TWO_H200);
  });

  test('with more GPUs described than attached says so, and no index', () => {
    const text = capture('v13-h200-610.xml').replace('<attached_gpus>2', '<attached_gpus>1');
    expect(parseRecordedSmi(text)).toEqual(
      found({ ...TWO_H200.facts, gpus: TWO_H200.facts.gpus?.map(withoutIndex) }, '1 attached, 2 described'),
    );
  });

  test.each(['<nvidia_smi_log></nvidia_smi_log>', '==NVSMI LOG==\nDriver Version : 550.54.15\n'])(
    'that says neither GPUs nor their number says nothing: %j',
    (text) => expect(parseRecordedSmi(text)).toEqual(failed({}, 'malformed', 'no number of GPUs')),
  );

  test('with an address that is none lacks that GPU', () => {
    const text = capture('v13-h200-610.xml').replace('<gpu id="00000000:A1:00.0">', '<gpu id="[REDACTED]">');
    expect(parseRecordedSmi(text)).toMatchObject({
      ok: false,
      error: 'Incomplete',
      facts: { gpus: [{ address: '0000:83:00.0' }] },
    });
  });

  test.each([
    ['v13-h200-610.xml', '<performance_state>P0<', '<performance_state>GPU requires reset<'],
    ['h200-610.txt', ': P0', ': [GPU is lost]'],
  ])('%s: with a GPU that is gone is a failed source, wherever it says so', (name, text, gone) => {
    const reading = parseRecordedSmi(capture(name).replace(text, gone));
    expect(reading).toEqual(failed(TWO_H200.facts, 'NoAnswer', '0000:83:00.0'));
  });

  test.each([
    ['v13-h200-610.xml', '/srv/a : b &amp; &lt;c&gt;'],
    ['h200-610.txt', '/srv/a : b & <c>'],
  ])('%s: means no process that is called so', (name, process) => {
    expect(capture(name)).toContain(process);
    expect(parseRecordedSmi(capture(name).replace(process, 'GPU is lost'))).toEqual(TWO_H200);
  });

  test('with an instance that has no number knows of no instances', () => {
    const text = capture('v12-a100-mig-535.xml').replace('<gpu_instance_id>9<', '<gpu_instance_id>N/A<');
    expect(parseRecordedSmi(text).facts.gpus?.[1]?.mig).toEqual({ capable: true, enabled: true });
  });

  test.each(['v12-h100x8-550.xml', 'v13-h200-610.xml', 'v12-a100-mig-535.xml'])(
    '%s: cut off anywhere, fails and tells nothing',
    (name) => {
      const whole = capture(name).trimEnd();
      fc.assert(
        fc.property(fc.nat(whole.length - 1), (length) => {
          expect(parseRecordedSmi(whole.slice(0, length))).toMatchObject({ ok: false, facts: {} });
          expect(parseRecordedSmi(whole.slice(0, length)).facts).toEqual({});
        }),
        RUNS,
      );
    },
  );

  test('h200-610.txt: cut off anywhere, tells nothing that is wrong', () => {
    const whole = capture('h200-610.txt');
    fc.assert(
      fc.property(fc.nat(whole.length), (length) => {
        const reading = parseRecordedSmi(whole.slice(0, length));
        for (const told of reading.facts.gpus ?? [])
          expect(TWO_H200.facts.gpus?.find(({ address }) => address === told.address)).toMatchObject(told);
        // Whether the second one is there, only the number of those attached can say.
        if (reading.ok) expect(reading.facts).toEqual(TWO_H200.facts);
      }),
      RUNS,
    );
  });

  test('of any kind is a reading', () => {
    const noise = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(fc.constantFrom(...names), noise, fc.nat(), fc.nat(40), (name, text, at, lost) => {
        const whole = capture(name);
        const place = at % (whole.length + 1);
        parseRecordedSmi(whole.slice(0, place) + text + whole.slice(place + lost));
        parseRecordedSmi(`<nvidia_smi_log${text}`);
        parseRecordedSmi(`==NVSMI LOG==\n${text}`);
      }),
      RUNS,
    );
  });
});

describe('the program', () => {
  const read = (script: string): Promise<{ reading: Reading<SmiFacts>; runs: readonly string[] }> =>
    new Promise((resolve, reject) => {
      withSmi(script, async (root, runs) => {
        resolve({ reading: await readNvidiaSmi(root, SMI_BINARY, SMI_LIBRARIES), runs: runs() });
      }).catch(reject);
    });

  test('is asked once where no GPU is partitioned', async () => {
    const { reading, runs } = await read(answering({ '-q -x': 'v13-h200-610.xml' }));
    expect(reading).toEqual(TWO_H200);
    expect(runs).toEqual(['-q -x']);
  });

  test('is asked for the names of instances', async () => {
    const { reading, runs } = await read(
      answering({ '-q -x': 'v12-h100-mig-shared-550.xml', '-L': 'v12-h100-mig-shared-550.list.txt' }),
    );
    expect(reading.facts.gpus?.[0]?.mig?.instances).toEqual([
      { gi: 1, ci: 0, profile: '3g.40gb', memoryMiB: 40320, uuid: migUuid('7109edc5') },
      { gi: 2, ci: 0, profile: '1c.3g.40gb', memoryMiB: 40320, uuid: migUuid('f3a3cc05') },
      { gi: 2, ci: 1, profile: '2c.3g.40gb', memoryMiB: 40320, uuid: migUuid('cf781d8d') },
    ]);
    expect(reading.ok).toBe(true);
    expect(runs).toEqual(['-q -x', '-L']);
  });

  test('is not asked for names where MIG has no instances', async () => {
    const { runs } = await read(answering({ '-q -x': 'v12-h100-mig-empty-550.xml' }));
    expect(runs).toEqual(['-q -x']);
  });

  test('names the instances of each GPU apart', async () => {
    const { reading } = await read(
      answering({ '-q -x': 'v12-a100-mig-535.xml', '-L': 'v12-a100-mig-535.list.txt' }),
    );
    const named = reading.facts.gpus?.map(({ mig }) => mig?.instances?.map(({ profile }) => profile));
    expect(named).toEqual([undefined, Array.from({ length: 7 }, () => '1g.5gb')]);
  });

  test('that does not name them is a failed source with all the rest', async () => {
    const { reading } = await read(answering({ '-q -x': 'v12-a100-mig-535.xml' }));
    expect(reading).toEqual(failed(CAPTURES['v12-a100-mig-535.xml']?.facts, 'Exit', '-L: code 2'));
  });

  test('that writes no XML is asked for text', async () => {
    const { reading, runs } = await read(
      answering({
        '-q -x': 'v12-process-name-550.xml',
        '-q': 'h100-mig-590.txt',
        '-L': 'h100-mig-590.list.txt',
      }),
    );
    expect(reading.facts.gpus?.[0]?.mig?.instances).toEqual([
      { gi: 2, ci: 0, profile: '3g.40gb', memoryMiB: 40448, uuid: migUuid('6302ea0d') },
      { gi: 3, ci: 0, profile: '2g.20gb', memoryMiB: 20096, uuid: migUuid('879509d3') },
      { gi: 9, ci: 0, profile: '1g.10gb+me', memoryMiB: 9984, uuid: migUuid('822eaa12') },
      { gi: 10, ci: 0, profile: '1g.10gb', memoryMiB: 9984, uuid: migUuid('30f9bfcd') },
    ]);
    expect(runs).toEqual(['-q -x', '-q', '-L']);
  });

  test.each([
    ['does not know of XML', answering({ '-q': 'h200-610.txt' })],
    [
      'describes a GPU twice in XML',
      answering({ '-q -x': 'v12-injected-gpu-550.xml', '-q': 'h200-610.txt' }),
    ],
    ['crashes of XML', `[ "$*" = -q ] || kill -SEGV $$\n${answering({ '-q': 'h200-610.txt' })}`],
  ])('that %s is asked for text', async (_, script) => {
    const { reading, runs } = await read(script);
    expect(reading).toEqual(TWO_H200);
    expect(runs).toEqual(['-q -x', '-q']);
  });

  test.each([
    [
      'that is a wrapper of something else',
      answering({ '-q -x': 'wrapper.txt', '-q': 'wrapper.txt' }),
      'malformed',
    ],
    ['that is silent', 'exit 0', 'malformed'],
    ['that fails in text', `[ "$*" = -q ] && exit 9; echo no report`, 'malformed'],
    ['that knows no argument', 'exit 2', 'Exit'],
  ])('%s is a failed source', async (_, script, error) => {
    const { reading, runs } = await read(script);
    expect(reading).toMatchObject({ ok: false, facts: {}, error });
    expect(runs).toEqual(['-q -x', '-q']);
  });

  test.each([
    ['finds another driver', `${answering({ '-q -x': 'mismatch.txt' })}; exit 18`, CAPTURES['mismatch.txt']],
    ['finds no driver', `${answering({ '-q -x': 'no-driver.txt' })}; exit 9`, CAPTURES['no-driver.txt']],
    ['finds no devices', `${answering({ '-q -x': 'no-devices.txt' })}; exit 6`, CAPTURES['no-devices.txt']],
    ['says nothing', 'exit 9', failed({}, 'Exit', 'code 9')],
    [
      'tells of trouble behind a whole report',
      `${answering({ '-q -x': 'v13-h200-610.xml' })}; exit 15`,
      failed(TWO_H200.facts, 'Exit', 'code 15'),
    ],
  ])('that %s is asked no more', async (_, script, want) => {
    const { reading, runs } = await read(script);
    expect(reading).toEqual(want);
    expect(runs).toEqual(['-q -x']);
  });

  test('is given the libraries of the host and nothing else', async () => {
    const { reading } = await read(
      `[ -d "$LD_LIBRARY_PATH" ] && [ -z "$HOME" ] || exit 7\n${answering({ '-q -x': 'v13-h200-610.xml' })}`,
    );
    expect(reading).toEqual(TWO_H200);
  });

  test('that is not there is a failed source', async () => {
    await withSmi('', async (root) => {
      expect(await readNvidiaSmi(root, '/usr/bin/none', undefined)).toEqual(
        failed({}, 'ENOENT', '/usr/bin/none'),
      );
    });
  });
});

describe('what was said before', () => {
  const [first, second, third] = EIGHT;
  const last: SmiFacts = { cudaVersion: '12.4', gpus: [first, second] };
  const silent: SmiGpu = { address: second.address ?? '', index: 1 };

  test.each<[string, SmiFacts, SmiFacts]>([
    ['stands where nothing is said', {}, last],
    [
      'stands in for a GPU that gives no answer',
      { gpus: [first, silent] },
      { ...last, gpus: [first, second] },
    ],
    [
      'stands in for a GPU that is left out, without indices',
      { gpus: [withoutIndex(first)] },
      { ...last, gpus: [withoutIndex(first), withoutIndex(second)] },
    ],
    [
      'gives way to what is said now',
      { cudaVersion: '12.8', gpus: [{ ...first, memoryMiB: 1 }, third] },
      { cudaVersion: '12.8', gpus: [{ ...first, memoryMiB: 1 }, withoutIndex(second), third] },
    ],
    [
      'is of no use for another GPU in the same place',
      { gpus: [first, { ...silent, uuid: third.uuid ?? '' }] },
      { ...last, gpus: [first, { ...silent, uuid: third.uuid ?? '' }] },
    ],
  ])('%s', (_, partial, want) => {
    expect(mergeNvidiaSmi(last, partial)).toEqual(want);
  });

  test('may be nothing', () => {
    expect(mergeNvidiaSmi({}, {})).toEqual({});
    expect(mergeNvidiaSmi({}, { gpus: [first] })).toEqual({ gpus: [first] });
  });

  test('is recalled from what was published', () => {
    const published = { nvidia: { cudaVersion: '12.4', cudaSource: 'nvidia-smi' } };
    expect(recallNvidiaSmi({ ...published, gpus: [{ ...first, vendor: 'nvidia', minor: 2 }] })).toEqual({
      cudaVersion: '12.4',
      gpus: [first],
    });
    expect(recallNvidiaSmi({ nvidia: { cudaVersion: '12.4', cudaSource: 'table' }, gpus: [] })).toEqual({});
  });
});
