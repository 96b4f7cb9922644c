/** For tests: a host whose nvidia-smi is a shell script. */

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskFiles } from '../disk-files.ts';
import { createHostRoot, type HostRoot } from '../host-root.ts';

export const SMI_BINARY = '/usr/bin/nvidia-smi';
export const SMI_LIBRARIES = '/usr/lib/nvidia';

export const SMI_CAPTURES = join(import.meta.dirname, '../../../test/fixtures/nvidia-smi');

/** Shell that answers each of these arguments with a capture, and others as a program does that knows them not. */
export const answering = (captures: Readonly<Record<string, string>>): string =>
  [
    'case "$*" in',
    ...Object.entries(captures).map(
      ([args, capture]) => `"${args}") /bin/cat '${join(SMI_CAPTURES, capture)}';;`,
    ),
    '*) exit 2;;',
    'esac',
  ].join('\n');

/** With the arguments of all runs so far. */
export async function withSmi(
  script: string,
  test: (root: HostRoot, runs: () => readonly string[]) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'latebind-smi-'));
  try {
    for (const made of ['/usr/bin', SMI_LIBRARIES]) mkdirSync(join(directory, made), { recursive: true });
    const program = join(directory, SMI_BINARY);
    const log = join(directory, 'runs');
    writeFileSync(log, '');
    writeFileSync(program, `#!/bin/sh\necho "$*" >> '${log}'\n${script}\n`);
    chmodSync(program, 0o755);
    const runs = (): readonly string[] => readFileSync(log, 'utf8').split('\n').slice(0, -1);
    await test(createHostRoot(createDiskFiles({ root: directory })), runs);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
