/** Recordings of extender traffic as a stream of lines that are known to be whole: a large one does not fit into memory. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../../shared/json.ts';
import { isTrafficFile, TRAFFIC_FORMAT, type TrafficLine } from '../../shared/traffic/format.ts';
import { UserError } from '../user-error.ts';

export interface ReadLine {
  readonly line: TrafficLine;
  /** "traffic-….jsonl:12", for messages. */
  readonly place: string;
}

/** The recordings of a folder in order of time, or one of them. */
export async function recordingsAt(path: string): Promise<string[]> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      `cannot read ${path}: ${error.code === 'ENOENT' ? 'there is no such file or folder' : error.message}`,
    );
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter(isTrafficFile).toSorted();
  if (names.length === 0)
    throw new UserError(`${path} has no traffic-*.jsonl; extender --record ${path} writes one`);
  return names.map((name) => join(path, name));
}

/**
 * Leaves out a last line that is not whole: the process was killed while it wrote, or still writes; and what follows from
 * where a machine that crashed left zero bytes. Throws a UserError for everything else that is no recording.
 */
export async function* linesOf(path: string): AsyncGenerator<ReadLine> {
  let number = 0;
  for await (const { text, whole } of rawLines(path)) {
    number += 1;
    const place = `${path}:${number}`;
    // Escaped in JSON, they are no text of a recorder.
    if (text.includes('\0')) break;
    const value = parse(text);
    if (value === undefined && !whole) break;
    if (!isObject(value)) throw new UserError(`${place}: is no JSON object; was the file edited?`);
    yield { line: checked(value, number, place), place };
  }
}

async function* rawLines(path: string): AsyncGenerator<{ text: string; whole: boolean }> {
  let parts: Buffer[] = [];
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, end));
      yield { text: Buffer.concat(parts).toString('utf8'), whole: true };
      parts = [];
      from = end + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield { text: Buffer.concat(parts).toString('utf8'), whole: false };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const KINDS: ReadonlySet<unknown> = new Set<TrafficLine['t']>([
  ...(['start', 'preset', 'part', 'node', 'pod', 'call', 'end'] as const),
]);

function checked(value: Readonly<Record<string, unknown>>, number: number, place: string): TrafficLine {
  const { t, format, program } = value;
  if (number === 1) {
    // Of a folder that was full before it began; later recorders open no such file.
    if (t === 'end') return value as unknown as TrafficLine;
    if (t !== 'start')
      throw new UserError(`${place}: is not the start of a recording; wanted what extender --record wrote`);
    if (format !== TRAFFIC_FORMAT)
      throw new UserError(
        `${place}: format ${JSON.stringify(format)} of extender ${String(program)}, this program reads ${TRAFFIC_FORMAT}; take the latebind of that version`,
      );
  } else if (!KINDS.has(t) || t === 'start') {
    throw new UserError(`${place}: has the unknown kind ${JSON.stringify(t)}; was the file edited?`);
  }
  return value as unknown as TrafficLine;
}
