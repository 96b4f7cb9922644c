import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../shared/kube/log.ts';
import { silentLog } from '../../shared/kube/log.ts';
import { openTrafficFile, type TrafficFile } from './traffic-file.ts';

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
const openIfRoom = (limitBytes: number, log: Log = silentLog, directory = folder) =>
  openTrafficFile({ directory, limitBytes, startedAt, log, onEnd: (why) => ends.push(why) });
function open(...args: Parameters<typeof openIfRoom>): TrafficFile {
  const file = openIfRoom(...args);
  if (file === undefined) throw new Error('there is no room');
  return file;
}
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
    writeFileSync(join(folder, 'traffic-before.jsonl'), 'x'.repeat(740));
    writeFileSync(join(folder, 'other'), 'x'.repeat(5_000));
    const warned: unknown[] = [];
    const file = open(1_000, { ...silentLog, warn: (...args: unknown[]) => void warned.push(args) });
    expect(file.write('x'.repeat(150))).toBe(true);
    expect(file.write('x'.repeat(150))).toBe(false);
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
    const directory = join(folder, 'a', 'b');
    expect(() => open(1_000, silentLog, directory)).toThrow(`--record ${directory}: ENOENT`);
    expect(() => open(1_000, silentLog, directory)).toThrow(/wanted a folder that may be written/);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => open(1_000, silentLog, file)).toThrow(`--record ${file}: ENOTDIR`);
  });

  it('is not opened in a folder where its first line has no room: that is said with what to do, once', () => {
    writeFileSync(join(folder, 'traffic-before.jsonl'), 'x'.repeat(800));
    const warned: unknown[] = [];
    const log = { ...silentLog, warn: (...args: unknown[]) => void warned.push(args[1]) };
    expect(openIfRoom(1_000, log)).toBeUndefined();
    expect(warned).toEqual([expect.stringContaining(`rm ${folder}/traffic-*.jsonl`)]);
    expect(ends).toEqual(['full']);
    expect(readdirSync(folder)).toEqual(['traffic-before.jsonl']);
  });

  it('is opened whatever else in the folder cannot be looked at', async () => {
    symlinkSync(join(folder, 'nothing'), join(folder, 'traffic-link.jsonl'));
    await open(1_000).close();
    expect(readdirSync(folder)).toContain(NAME);
  });

  it('that was full and then cannot be written has ended once', async () => {
    writeFileSync(join(folder, NAME), 'there already');
    const file = open(1_000);
    expect(file.write('x'.repeat(2_000))).toBe(false);
    await file.close();
    expect(ends).toEqual(['full']);
  });
});
