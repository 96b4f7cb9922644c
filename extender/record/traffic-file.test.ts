import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../shared/kube/log.ts';
import { silentLog } from '../../shared/kube/log.ts';
import { openTrafficFile } from './traffic-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latebind-traffic-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const startedAt = new Date(Date.UTC(2026, 10, 21, 10));
let ends: string[];
beforeEach(() => {
  ends = [];
});
const open = (limitBytes: number, log: Log = silentLog, directory = folder) =>
  openTrafficFile({ directory, limitBytes, startedAt, log, onEnd: (why) => ends.push(why) });
const NAME = 'traffic-2026-11-21T10-00-00.000Z.jsonl';

describe('the file of a recording', () => {
  it('is called by its start, is for its owner only, and has what was written in order', async () => {
    const file = open(1_000);
    expect(file.write('one')).toBe(true);
    expect(file.write('two')).toBe(true);
    await file.close();
    expect(file.path).toBe(join(folder, NAME));
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(readFileSync(file.path, 'utf8')).toBe('one\ntwo\n{"t":"end","why":"stopped"}\n');
    expect(ends).toEqual([]);
  });

  it('makes its folder', async () => {
    const directory = join(folder, 'new');
    await open(1_000, silentLog, directory).close();
    expect(readdirSync(directory)).toEqual([NAME]);
  });

  it('counts what is in the folder already, so that many starts do not fill a disk', async () => {
    writeFileSync(join(folder, 'traffic-before.jsonl'), 'x'.repeat(900));
    writeFileSync(join(folder, 'other'), 'x'.repeat(5_000));
    const warned: unknown[] = [];
    const file = open(1_000, { ...silentLog, warn: (...args: unknown[]) => void warned.push(args) });
    expect(file.write('x'.repeat(20))).toBe(true);
    expect(file.write('x'.repeat(20))).toBe(false);
    expect(file.write('y')).toBe(false);
    await file.close();
    expect(warned).toHaveLength(1);
    expect(ends).toEqual(['full']);
    const total = ['traffic-before.jsonl', NAME].reduce(
      (sum, name) => sum + statSync(join(folder, name)).size,
      0,
    );
    expect(total).toBeLessThanOrEqual(1_000);
    expect(readFileSync(file.path, 'utf8')).toMatch(/"why":"full"}\n$/);
  });

  it('that cannot be opened ends the recording with one line in the log, and fails nothing', async () => {
    writeFileSync(join(folder, NAME), 'there already');
    const errors: unknown[] = [];
    const file = open(1_000, { ...silentLog, error: (...args: unknown[]) => void errors.push(args) });
    file.write('one');
    await file.close();
    expect(file.write('two')).toBe(false);
    expect(errors).toHaveLength(1);
    expect(ends).toEqual(['failed']);
    expect(readFileSync(join(folder, NAME), 'utf8')).toBe('there already');
  });

  it('in a folder that cannot be made is refused at the start', () => {
    expect(() => open(1_000, silentLog, join(folder, 'a', 'b'))).toThrow(/ENOENT.*a\/b/);
    chmodSync(folder, 0o700);
  });
});
