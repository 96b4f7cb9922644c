/** The file of a recording: written in order and in the background. It never fails a request and never fills a disk. */
import { createWriteStream, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../shared/kube/log.ts';
import { type EndLine, isTrafficFile } from '../../shared/traffic/format.ts';

export interface TrafficFile {
  readonly path: string;
  /** False from when the recording has ended: nothing more is written. */
  write(line: string): boolean;
  /** Resolves when all is on its way to the disk; never rejects. */
  close(why?: EndLine['why']): Promise<void>;
}

export interface TrafficFileOptions {
  readonly directory: string;
  /** Of all recordings in the folder together. */
  readonly limitBytes: number;
  readonly startedAt: Date;
  readonly log: Log;
  /** Called once, where the recording ends before it is closed. */
  readonly onEnd?: ((why: EarlyEnd) => void) | undefined;
}

export type EarlyEnd = Exclude<EndLine['why'], 'stopped'> | 'failed';

/** What may wait in memory for a disk that is slow. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** Kept free for the last line. */
const END_BYTES = 64;
/** The first and the last line; a recording without the first one is none. */
const LEAST_BYTES = 256;

/** undefined where the folder is full already. Throws where it cannot be used. */
export function openTrafficFile({
  directory,
  limitBytes,
  startedAt,
  log,
  onEnd = () => undefined,
}: TrafficFileOptions): TrafficFile | undefined {
  // A process that starts again and again must not fill the disk with the beginnings of recordings.
  const before = bytesIn(directory);
  if (before + LEAST_BYTES > limitBytes) {
    log.warn(
      { directory, limitBytes, before },
      `nothing is recorded: ${directory} has as much as --record-limit-mib allows; ` +
        `latebind replay ${directory} reads it, rm ${directory}/traffic-*.jsonl and a restart record anew`,
    );
    onEnd('full');
    return undefined;
  }
  const path = join(directory, `traffic-${startedAt.toISOString().replaceAll(':', '-')}.jsonl`);
  const stream = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  let left = limitBytes - before - END_BYTES;
  let ended: Promise<void> | undefined;
  let told = false;
  const tell = (why: EarlyEnd): void => {
    if (!told) onEnd(why);
    told = true;
  };

  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  stream.on('error', (err) => {
    // Also where it was closed before the disk had all of it.
    tell('failed');
    ended ??= closed;
    log.error({ err, path }, `recording ended: --record ${directory}: the file cannot be written`);
  });

  const end = (why: EndLine['why']): Promise<void> => {
    if (ended === undefined && why !== 'stopped') tell(why);
    ended ??= closed;
    if (!stream.destroyed) stream.end(`${JSON.stringify({ t: 'end', why } satisfies EndLine)}\n`);
    return ended;
  };

  return {
    path,
    write(line) {
      if (ended !== undefined) return false;
      left -= Buffer.byteLength(line) + 1;
      if (left < 0) {
        log.warn(
          { path, limitBytes, before },
          `recording ended: ${directory} has as much as --record-limit-mib allows`,
        );
        void end('full');
        return false;
      }
      if (stream.writableLength > MAX_WAITING_BYTES) {
        log.warn({ path }, 'recording ended: the disk is too slow');
        void end('slow');
        return false;
      }
      stream.write(`${line}\n`);
      return true;
    },
    close: (why = 'stopped') => ended ?? end(why),
  };
}

/** Of all recordings in the folder, which is made where there is none. */
function bytesIn(directory: string): number {
  try {
    makeDirectory(directory);
    return readdirSync(directory)
      .filter(isTrafficFile)
      .reduce((sum, name) => sum + bytesOf(join(directory, name)), 0);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(
      `--record ${directory}: ${message}; wanted a folder that may be written, or a name for a new one in such a folder`,
      { cause: error },
    );
  }
}

/** A link to nothing, or a file that was deleted meanwhile, takes no room. */
function bytesOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** Not with `recursive`: below /proc Node.js then tries for ever. */
function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
