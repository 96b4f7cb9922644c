import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity } from './process-table.ts';

/** Settings of the machine that a kubelet or a CNI plugin might change. */
const settings = [
  'kernel/keys/root_maxkeys',
  'kernel/panic',
  'kernel/panic_on_oops',
  'net/ipv4/ip_forward',
  'vm/overcommit_memory',
];

/** What a running cluster has outside its directory: to ask later whether any of it is left. */
export class Traces {
  readonly processes: readonly ProcessIdentity[];
  readonly #directory: string;
  readonly #links: readonly string[];
  readonly #unreachable: readonly string[];
  readonly #controlGroups: readonly string[];
  readonly #settings: string;

  /** Of the cluster in this directory; take it while pods run. */
  constructor(clusterDirectory: string) {
    const state = JSON.parse(readFileSync(join(clusterDirectory, 'state.json'), 'utf8')) as {
      processes: ProcessIdentity[];
      links: string[];
      unreachable: string[];
      controlGroups: string[];
    };
    this.#directory = clusterDirectory;
    this.processes = state.processes;
    this.#links = [
      ...state.links,
      ...state.links.flatMap((bridge) => readdirSync(`/sys/class/net/${bridge}/brif`)),
    ];
    this.#unreachable = state.unreachable;
    this.#controlGroups = state.controlGroups;
    this.#settings = readSettings();
  }

  /** Names of links, for a look whether there are pods. */
  get links(): readonly string[] {
    return this.#links;
  }

  /** One line for each thing that is still there. */
  left(): string[] {
    const root = '/sys/fs/cgroup';
    const groups = ['', ...readdirSync(root)].flatMap((tree) =>
      this.#controlGroups.map((name) => join(root, tree, name)),
    );
    const routes = routedPrefixes();
    const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
    const now = readSettings();
    return [
      ...this.processes.filter(isAlive).map(({ pid }) => `process ${pid}`),
      ...this.#links.filter((name) => existsSync(`/sys/class/net/${name}`)).map((name) => `link ${name}`),
      ...this.#unreachable.filter((prefix) => routes.includes(prefix)).map((prefix) => `route to ${prefix}`),
      ...groups.filter((path) => existsSync(path)),
      ...mounts.filter((line) => line.includes(this.#directory)),
      ...(existsSync(join(this.#directory, 'state.json')) ? [this.#directory] : []),
      ...(now === this.#settings ? [] : [`settings ${now}, before ${this.#settings}`]),
    ];
  }
}

function readSettings(): string {
  return settings.map((name) => `${name}=${readFileSync(join('/proc/sys', name), 'utf8').trim()}`).join(' ');
}

/** Destinations of the main routing table, as `ip` writes them. */
function routedPrefixes(): string[] {
  const [, ...lines] = readFileSync('/proc/net/route', 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [, destination = '', , , , , , mask = ''] = line.split('\t');
    const bytes = Buffer.from(destination, 'hex').reverse();
    const ones = [...Buffer.from(mask, 'hex')].reduce(
      (sum, byte) => sum + byte.toString(2).replaceAll('0', '').length,
      0,
    );
    return `${[...bytes].join('.')}/${ones}`;
  });
}
