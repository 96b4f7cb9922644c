/** One preset with a late value, nodes it fits and does not fit, and the pod as admission leaves it. */
import { engine } from '../../extender/engine.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { node } from './node.ts';
import { type PodBuilder, pod } from './pod.ts';
import { clusterPreset, type PresetObject } from './preset.ts';

export const nvidia = clusterPreset('nvidia')
  .forResource('nvidia.com/gpu')
  .env({ name: 'LIBRARY_DIR', value: '${host.nvidia.libraryDir}' })
  .requires("host.nvidia.driver.version.atLeast('550.54')", 'driver 550.54 or newer')
  .prefers(1, "host.nvidia.driver.version.atLeast('560')")
  .build();

export const LIBRARY_DIR = '/opt/nvidia/lib64';

const facts = (version: string) => ({
  nvidia: { present: true, driver: { version }, libraryDir: LIBRARY_DIR },
});

export const goodNode = node('good').withFacts(facts('550.90.07')).build();
export const bestNode = node('best').withFacts(facts('570.124.06')).build();
export const oldNode = node('old').withFacts(facts('535.104.05')).build();
export const bareNode = node('bare').build();
export const rebootedNode = node('rebooted').withFacts(facts('550.90.07')).booted('another').build();

/** With slots, before it is bound. */
export function admitted(builder: PodBuilder = pod(), preset: PresetObject = nvidia): Pod {
  const result = engine.compilePreset(preset);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const admission = engine.admitPod({
    pod: builder.requests('nvidia.com/gpu', '1').build(),
    namespace: { name: 'team-a', labels: {} },
    presets: [result.preset],
  });
  if (!admission.admitted) throw new Error(admission.message);
  return admission.pod;
}
