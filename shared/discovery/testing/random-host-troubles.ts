/** What can happen to a host while it is being looked at. */

import fc from 'fast-check';
import type { HostFiles } from '../host-files.ts';
import { faultyFiles } from './build-host.ts';

/** errno of a call; vanished: not there for the moment; half: what was written so far. */
export type Trouble = 'EIO' | 'ENODEV' | 'Timeout' | 'Other' | 'EACCES' | 'vanished' | 'half';

export interface TroublePlan {
  readonly trouble: Trouble;
  /** Only at and below this path. */
  readonly area: string;
  /** Percent of the calls there. */
  readonly share: number;
  readonly seed: number;
}

/** No answer: nothing may be concluded from it. */
export const SILENCE = ['EIO', 'ENODEV', 'Timeout', 'Other'] as const satisfies readonly Trouble[];
/** As good as a smaller host. */
export const DECEPTION = ['EACCES', 'vanished', 'half'] as const satisfies readonly Trouble[];

const AREAS = [
  '/',
  '/dev',
  '/etc',
  '/proc',
  '/proc/driver/nvidia',
  '/run',
  '/sys',
  '/sys/bus/pci',
  '/sys/class',
  '/sys/devices',
  '/sys/module',
  '/usr',
];

export const troublePlans = (troubles: readonly Trouble[]): fc.Arbitrary<readonly TroublePlan[]> =>
  fc.array(
    fc.record({
      trouble: fc.constantFrom(...troubles),
      area: fc.constantFrom(...AREAS),
      share: fc.constantFrom(1, 5, 30, 100),
      seed: fc.nat({ max: 0xffff }),
    }),
    { minLength: 1, maxLength: 3 },
  );

/** The same calls are hit each time, whatever their order. */
export function troubledFiles(files: HostFiles, plans: readonly TroublePlan[]): HostFiles {
  const hitBy = (path: string, call: string): Trouble | undefined =>
    plans.find(
      ({ area, share, seed }) =>
        (area === '/' || path === area || path.startsWith(`${area}/`)) &&
        hash(`${seed} ${call} ${path}`) % 100 < share,
    )?.trouble;
  const failing = faultyFiles(files, (path, call) => {
    const trouble = hitBy(path, call);
    if (trouble === undefined || trouble === 'half') return undefined;
    return trouble === 'vanished' ? 'ENOENT' : trouble;
  });
  return {
    ...failing,
    async read(path, limit) {
      const content = await failing.read(path, limit);
      return hitBy(path, 'read') === 'half'
        ? content.subarray(0, hash(path) % (content.length + 1))
        : content;
    },
  };
}

/** Answers of one host, and after so many calls those of another: a driver is upgraded during a look. */
export function changingFiles(before: HostFiles, after: HostFiles, calls: number): HostFiles {
  let left = calls;
  const now = (): HostFiles => {
    left -= 1;
    return left >= 0 ? before : after;
  };
  return {
    lstat: (path) => now().lstat(path),
    readlink: (path) => now().readlink(path),
    readdir: (path) => now().readdir(path),
    read: (path, limit) => now().read(path, limit),
  };
}

/** Directories list their names in another order. */
export const shuffledFiles = (files: HostFiles, seed: number): HostFiles => ({
  ...files,
  async readdir(path) {
    const names = await files.readdir(path);
    return names.toSorted((a, b) => hash(`${seed} ${a}`) - hash(`${seed} ${b}`));
  },
});

/** FNV-1a */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  // Its low digits differ little between texts of one length.
  return ((value ^ (value >>> 15)) >>> 0) % 1_000_003;
}
