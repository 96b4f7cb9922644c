import { X509Certificate } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createSecureContext } from 'node:tls';
import { type Log, silentLog } from '../shared/kube/log.ts';

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Certificate authorities of clients; undefined: clients are not asked for a certificate. */
  readonly clientCaFile: string | undefined;
}

export interface Certificates {
  readonly cert: string;
  readonly key: string;
  readonly ca: string | undefined;
  readonly notAfter: Date;
}

/** Throws where a file cannot be read or the key is not the certificate's. */
export async function loadCertificates(files: CertificateFiles): Promise<Certificates> {
  const [cert, key, ca] = await Promise.all([
    readFile(files.certFile, 'utf8'),
    readFile(files.keyFile, 'utf8'),
    files.clientCaFile === undefined ? undefined : readFile(files.clientCaFile, 'utf8'),
  ]);
  createSecureContext({ cert, key, ...(ca === undefined ? {} : { ca }) });
  return { cert, key, ca, notAfter: new Date(new X509Certificate(cert).validTo) };
}

export interface CertificateWatchOptions {
  readonly files: CertificateFiles;
  readonly current: Certificates;
  /** Other content that loads. */
  readonly onChange: (next: Certificates) => void;
  /** Called for content that does not load; the certificate before stays in use. */
  readonly onFailure?: () => void;
  readonly log?: Log;
  readonly pollMs?: number;
}

const POLL_MS = 10_000;
/** kubelet replaces the files of a Secret one after another. */
const SETTLE_MS = 100;

/**
 * Follows the files of a mounted Secret. kubelet swaps a symlink above the files, so the directory is watched and
 * not the file, and read every 10 s because a watch can miss it. Returns what ends it.
 */
export function followCertificates(options: CertificateWatchOptions): () => void {
  const { files, onChange, onFailure, log = silentLog } = options;
  let { current } = options;
  let failing = false;
  let checking = false;
  let settle: NodeJS.Timeout | undefined;

  async function check(): Promise<void> {
    if (checking) return;
    checking = true;
    try {
      const next = await loadCertificates(files);
      failing = false;
      if (next.cert === current.cert && next.key === current.key && next.ca === current.ca) return;
      current = next;
      onChange(next);
      log.info({ notAfter: next.notAfter.toISOString() }, 'serving certificate loaded');
    } catch (err) {
      onFailure?.();
      if (!failing) log.error({ err }, 'serving certificate cannot be loaded, the one before stays');
      failing = true;
    } finally {
      checking = false;
    }
  }

  const poll = setInterval(() => void check(), options.pollMs ?? POLL_MS);
  const watchers: FSWatcher[] = [];
  for (const directory of new Set([dirname(files.certFile), dirname(files.keyFile)])) {
    try {
      const watcher = watch(directory, () => {
        clearTimeout(settle);
        settle = setTimeout(() => void check(), SETTLE_MS);
      });
      watcher.on('error', () => watcher.close());
      watchers.push(watcher);
    } catch (err) {
      log.warn({ err, directory }, 'directory of the certificate cannot be watched, it is polled');
    }
  }
  return () => {
    clearInterval(poll);
    clearTimeout(settle);
    for (const watcher of watchers) watcher.close();
  };
}

export const daysUntil = (date: Date, nowMs: number): number => (date.getTime() - nowMs) / 86_400_000;
