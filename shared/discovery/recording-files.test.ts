import { describe, expect, test } from 'vitest';
import { createDiscoverer } from './discover.ts';
import type { HostFiles } from './host-files.ts';
import { imageFiles } from './host-image.ts';
import { recordingFiles } from './recording-files.ts';
import { buildImage, type Described, faultyFiles, MACHINES, openMachine } from './testing/build-host.ts';

const host = (paths: Readonly<Record<string, Described>>): HostFiles => imageFiles(buildImage(paths));
const factsOf = async (files: HostFiles) => (await createDiscoverer({ files, now: () => 0 }).look()).facts;

describe('a recording', () => {
  test.each(MACHINES)('%s: gives the same facts as the host', async (machine) => {
    const recording = recordingFiles(await openMachine(machine));
    const facts = await factsOf(recording.files);
    expect(await factsOf(imageFiles(recording.image()))).toEqual(facts);
  });

  test.each(MACHINES)(
    '%s: gives the same facts as the host whose every third file fails',
    async (machine) => {
      const files = faultyFiles(await openMachine(machine), (path, call) => {
        const number = Buffer.from(path).reduce((sum, byte) => sum + byte, 0) % 3;
        return number === 0 && (call === 'read' || call === 'readdir') ? 'EACCES' : undefined;
      });
      const recording = recordingFiles(files);
      const facts = await factsOf(recording.files);
      expect(await factsOf(imageFiles(recording.image()))).toEqual(facts);
    },
  );

  test('holds what was asked for and nothing else', async () => {
    const { files, image, absent } = recordingFiles(host({ '/a': 'one', '/b': 'two', '/c': { link: 'a' } }));
    await files.lstat('/a');
    await files.read('/b', 2);
    await files.lstat('/b');
    await files.lstat('/d').catch(() => {});
    expect(image()).toEqual(buildImage({ '/a': '', '/b': 'tw' }));
    expect([...absent]).toEqual(['/d']);
  });

  test('keeps the longest of what was read of a file', async () => {
    const { files, image } = recordingFiles(host({ '/a': 'content' }));
    await files.lstat('/a');
    for (const limit of [1, 4, 2]) await files.read('/a', limit);
    expect(image()).toEqual(buildImage({ '/a': 'cont' }));
  });

  test('knows the names in a directory that was listed, and what was looked at among them', async () => {
    const recording = recordingFiles(
      host({ '/dev/nvidia0': { character: [195, 0] }, '/dev/other': { link: 'x' } }),
    );
    await recording.files.readdir('/dev');
    await recording.files.lstat('/dev/nvidia0');
    expect(recording.listed()).toEqual(['/dev']);
    const replayed = imageFiles(recording.image());
    expect(await replayed.readdir('/dev')).toEqual(['nvidia0', 'other']);
    expect(await replayed.lstat('/dev/nvidia0')).toMatchObject({ kind: 'character', major: 195 });
  });

  test('fails again where the host failed, and only there', async () => {
    const files = faultyFiles(host({ '/sys/a/b': 'text', '/gone': '' }), (path, call) =>
      path === '/gone' ||
      (path === '/sys/a/b' && call === 'read') ||
      (path === '/sys/a' && call === 'readdir')
        ? 'EIO'
        : undefined,
    );
    const recording = recordingFiles(files);
    const calls = (asked: HostFiles) => [
      asked.lstat('/sys/a/b'),
      asked.read('/sys/a/b', 10),
      asked.lstat('/sys/a'),
      asked.readdir('/sys/a'),
      asked.lstat('/gone'),
      asked.lstat('/never'),
    ];
    const outcomes = async (asked: HostFiles): Promise<unknown> => await Promise.allSettled(calls(asked));
    const before = await outcomes(recording.files);
    expect(await outcomes(imageFiles(recording.image()))).toEqual(before);
  });
});
