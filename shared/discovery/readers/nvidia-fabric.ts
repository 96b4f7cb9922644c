import type { Nvidia } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { attentive } from './attentive.ts';
import { daemonSocket } from './nvidia-daemons.ts';
import { nvidiaLoaded } from './nvidia-proc.ts';
import { hexId, isPciAddress, PCI_DEVICES } from './pci.ts';
import { defined, failed, type Reading } from './reading.ts';

export type NvidiaFabricFacts = Pick<
  Nvidia,
  'nvswitches' | 'nvswitchesDead' | 'fabricManagerSocket' | 'imexChannels' | 'imexConfigured'
>;

const IMEX_CHANNELS = '/dev/nvidia-caps-imex-channels';
const IMEX_CONFIG = '/etc/nvidia-imex/nodes_config.cfg';

/** What joins GPUs: NVSwitches and their manager, and memory shared between machines (IMEX). */
export async function readNvidiaFabric(outer: HostRoot): Promise<Reading<NvidiaFabricFacts>> {
  const root = attentive(outer);
  const loaded = (await nvidiaLoaded(root)) === true;
  const { count, dead, unreadable = [] } = await readSwitches(root);
  const channels = await root.list(IMEX_CHANNELS);
  const config = await root.stat(IMEX_CONFIG);

  // Without a driver, that there is none of these is nothing to tell.
  const told = <T>(value: T, isThere: boolean): T | undefined => (loaded || isThere ? value : undefined);
  const facts = defined<NvidiaFabricFacts>({
    nvswitches: count === undefined ? undefined : told(count, count > 0),
    nvswitchesDead: count === 0 ? undefined : dead,
    fabricManagerSocket: await daemonSocket(root, 'nvidia-fabricmanager'),
    imexChannels: channels.ok ? channelNumbers(channels.value) : undefined,
    imexConfigured: config.ok || config.reason === 'ENOENT' ? told(config.ok, config.ok) : undefined,
  });
  return unreadable.length === 0
    ? root.reading(facts)
    : failed(facts, 'EIO', unreadable.slice(0, 4).join(' '));
}

/** Those of /dev/nvidia-caps-imex-channels/channel<n> (kernel-open/nvidia/nv-caps-imex.c). */
const channelNumbers = (names: readonly string[]): number[] =>
  names
    .flatMap((name) => /^channel(\d{1,7})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);

/** Without numbers where the bus, or a device on it, could not be read. */
interface Switches {
  readonly count?: number;
  readonly dead?: number;
  readonly unreadable?: readonly string[];
}

/** PCI's "bridge, other": of NVIDIA's devices on machines with this driver, the switches alone. */
const BRIDGE = '0680';
/** What is read of a device that answers no more. */
const NOTHING: ReadonlySet<string> = new Set(['0000', 'ffff']);

/**
 * From the third generation back, switches are devices of the host: 10de:1ac2, 10de:1af1, 10de:22a3. A later one
 * shows only its management port, a network adapter.
 */
async function readSwitches(root: HostRoot): Promise<Switches> {
  const names = await root.list(PCI_DEVICES);
  if (!names.ok) return {};
  let count = 0;
  let dead = 0;
  let nameless = 0;
  const unreadable: string[] = [];
  for (const name of names.value.filter(isPciAddress)) {
    const directory = `${PCI_DEVICES}/${name}`;
    const vendor = await hexId(root, `${directory}/vendor`, 4);
    if (vendor === undefined) unreadable.push(name);
    if (vendor === undefined || (vendor !== '10de' && !NOTHING.has(vendor))) continue;
    const classCode = (await hexId(root, `${directory}/class`, 6))?.slice(0, 4);
    if (classCode === undefined) unreadable.push(name);
    else if (vendor !== '10de') nameless += classCode === BRIDGE || NOTHING.has(classCode) ? 1 : 0;
    else if (classCode === BRIDGE) {
      count += 1;
      if (!(await answers(root, directory))) dead += 1;
    }
  }
  if (unreadable.length > 0) return { unreadable };
  // What lost even its vendor may be anything; beside switches it is one of them.
  return count === 0 ? { count } : { count: count + nameless, dead: dead + nameless };
}

/** The kernel keeps the ids of when it found the device; the first bytes of `config` are read from it now. */
async function answers(root: HostRoot, directory: string): Promise<boolean> {
  const device = await hexId(root, `${directory}/device`, 4);
  if (device !== undefined && NOTHING.has(device)) return false;
  const config = await root.readHead(`${directory}/config`, 4);
  if (!config.ok || config.value.length < 4) return true;
  return !NOTHING.has(config.value.toString('hex', 0, 2)) || !NOTHING.has(config.value.toString('hex', 2, 4));
}
