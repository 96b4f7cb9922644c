import type { Neuron } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { attentive } from './attentive.ts';
import { attribute, defined, failedAt, found, type Reading } from './reading.ts';

const MODULE = '/sys/module/neuron';

/** AWS Trainium and Inferentia: the module neuron (aws-neuronx-dkms) and the devices it makes. */
export async function readNeuron(outer: HostRoot): Promise<Reading<Neuron>> {
  const root = attentive(outer);
  const module = await root.resolve(MODULE);
  if (!module.ok) {
    // Without /sys nothing is known.
    const absent = module.reason === 'ENOENT' && (await root.resolve('/sys')).ok;
    return absent ? found({ present: false }) : failedAt({}, module);
  }
  return root.reading(
    defined<Neuron>({
      present: true,
      driverVersion: await attribute(root, `${MODULE}/version`),
      devices: await devices(root),
    }),
  );
}

async function devices(root: HostRoot): Promise<readonly number[] | undefined> {
  const names = await root.list('/dev');
  if (!names.ok) return undefined;
  const numbers: number[] = [];
  for (const name of names.value) {
    const match = /^neuron(\d{1,6})$/.exec(name);
    if (match === null) continue;
    const stat = await root.stat(`/dev/${name}`);
    if (stat.ok && stat.value.kind === 'character') numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => a - b);
}
