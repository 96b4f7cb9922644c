/** The extender's bundle as its image starts it, as a process that can be asked how it is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { serverNames, writeCertificates } from '../../../cli/certificates.ts';
import { freePort } from '../../../test/cluster/ports.ts';
import { buildExtender } from '../../../test/cluster/scale/bundle.ts';
import { readImage } from '../../../test/cluster/scale/image.ts';
import { cpuMs } from '../cpu.ts';
import { end, ended, nextMessage, removed } from '../left-behind.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

export interface Workplace {
  readonly directory: string;
  remove(): void;
}

/** A folder with certificates for both servers, the fresh bundle, and the service account. */
export async function prepare(): Promise<Workplace> {
  const directory = await mkdtemp(join(tmpdir(), 'latebind-fleet-'));
  const remove = removed(directory);
  const names = serverNames('latebind-system', ['127.0.0.1', 'localhost']);
  await writeCertificates(directory, { names, days: 2, now: new Date() });
  await mkdir(join(directory, 'account'));
  await writeFile(join(directory, 'account', 'ca.crt'), await readFile(join(directory, 'ca.crt')));
  await writeFile(join(directory, 'account', 'token'), 'token');
  // Stripped ahead of time: Node's own stripper would take memory in the process that is measured.
  await build({
    entryPoints: [join(import.meta.dirname, 'inside.ts')],
    outfile: join(directory, 'inside.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  await buildExtender();
  return { directory, remove };
}

export interface ExtenderOptions {
  readonly workplace: Workplace;
  readonly apiServerPort: number;
  /** Default: those of the image. */
  readonly nodeFlags?: readonly string[] | undefined;
}

export class FleetExtender {
  readonly port: number;
  readonly metricsPort: number;
  readonly started = performance.now();
  readonly #child: ChildProcess;
  readonly #probe: ChildProcess;

  private constructor(child: ChildProcess, probe: ChildProcess, port: number, metricsPort: number) {
    this.#child = child;
    this.#probe = probe;
    this.port = port;
    this.metricsPort = metricsPort;
  }

  static async start({ workplace, apiServerPort, nodeFlags }: ExtenderOptions): Promise<FleetExtender> {
    const { directory } = workplace;
    const [port, metricsPort] = [await freePort(), await freePort()];
    const image = await readImage();
    const files = ['--tls-cert-file', 'tls.crt', '--tls-key-file', 'tls.key'];
    const extender = spawn(
      process.execPath,
      [
        ...(nodeFlags ?? image.nodeFlags),
        ...['--import', join(directory, 'inside.mjs'), join(ROOT, 'dist', 'extender.mjs')],
        ...files.map((word) => (word.startsWith('--') ? word : join(directory, word))),
        ...['--listen', `127.0.0.1:${port}`, '--metrics-listen', `127.0.0.1:${metricsPort}`],
        ...['--log-level', 'warn'],
      ],
      {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        env: {
          PATH: process.env['PATH'],
          ...image.environment,
          KUBERNETES_SERVICE_HOST: '127.0.0.1',
          KUBERNETES_SERVICE_PORT: String(apiServerPort),
          LATEBIND_BENCH_ACCOUNT: join(directory, 'account'),
        },
      },
    );
    const child = ended(extender);
    const probe = ended(
      spawn(process.execPath, [join(import.meta.dirname, 'probe.ts'), String(metricsPort)], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    );
    return new FleetExtender(child, probe, port, metricsPort);
  }

  /** Milliseconds from the start of the process to /readyz 200. Stalls count from when it listens, which is when lists begin. */
  async ready(): Promise<number> {
    await this.#until('/healthz');
    await this.stalls();
    await this.#until('/readyz');
    return performance.now() - this.started;
  }

  async #until(path: string, limitMs = 60_000): Promise<void> {
    while (!(await this.#answers(path))) {
      if (this.#child.exitCode !== null) throw new Error(`the extender ended with ${this.#child.exitCode}`);
      if (performance.now() - this.started > limitMs) throw new Error(`${path} is not 200 after a minute`);
      await pause(5);
    }
  }

  #answers(path: string): Promise<boolean> {
    return new Promise((resolve) => {
      get({ host: '127.0.0.1', port: this.metricsPort, path, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      }).once('error', () => resolve(false));
    });
  }

  /** Waits until the facts of so many nodes are decoded. */
  async decoded(nodes: number): Promise<void> {
    await this.#reaches(/^latebind_nodes\{.*\} (\d+)$/gm, nodes);
  }

  /** Waits until the cache has so many objects. */
  async holds(reflector: string, objects: number): Promise<void> {
    await this.#reaches(
      new RegExp(`^latebind_reflector_objects\\{reflector="${reflector}"\\} (\\d+)$`, 'gm'),
      objects,
    );
  }

  /** Waits until nodes were listed so often. */
  async listed(times: number): Promise<void> {
    await this.#reaches(/^latebind_reflector_lists_total\{reflector="nodes"\} (\d+)$/gm, times);
  }

  /** The sum of what the pattern finds in the metrics. */
  async #reaches(pattern: RegExp, wanted: number, limitMs = 60_000): Promise<void> {
    for (const end = performance.now() + limitMs; ; ) {
      const page = await (await fetch(`http://127.0.0.1:${this.metricsPort}/metrics`)).text();
      const known = [...page.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);
      if (known >= wanted) return;
      if (performance.now() > end) throw new Error(`${pattern.source}: got ${known}, wanted ${wanted}`);
      await pause(100);
    }
  }

  /** Longest stalls since the last question, in milliseconds: of the event loop itself, and as a stranger saw it. */
  async stalls(): Promise<{ inside: number; outside: number }> {
    return { inside: await ask(this.#child), outside: await ask(this.#probe) };
  }

  /** MiB: now, and the most there ever was. */
  async memory(): Promise<{ resident: number; peak: number }> {
    const text = await readFile(`/proc/${this.#child.pid}/status`, 'utf8');
    const of = (key: string): number =>
      Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1_024;
    return { resident: of('VmRSS'), peak: of('VmHWM') };
  }

  /** From now on `peak` is the most since now. */
  async forgetPeak(): Promise<void> {
    await writeFile(`/proc/${this.#child.pid}/clear_refs`, '5');
  }

  /** Milliseconds of CPU so far, all threads. */
  async cpu(): Promise<number> {
    return await cpuMs(this.#child.pid ?? 0);
  }

  async stop(): Promise<void> {
    await Promise.all([end(this.#probe), end(this.#child)]);
  }
}

async function ask(child: ChildProcess): Promise<number> {
  const answer = nextMessage<number>(child, 'who was asked for stalls');
  child.send('');
  return await answer;
}
