/** Changes to the containers of a pod. */
import type { EnvVar, VolumeMount } from '../../../shared/kube/objects.ts';
import type { ContainerPatch, ContainerSelect, Protection } from '../../../shared/preset/spec.ts';
import type { Cursor } from './cursor.ts';
import type { Lose } from './patch.ts';
import { carried, listOf, saysNothing } from './values.ts';

/** The containers of which a TrainJob sets the variables elsewhere: Trainer refuses them in a patch. */
const RESERVED: ReadonlyMap<string, string> = new Map([
  ['node', 'spec.trainer.env'],
  ['dataset-initializer', 'spec.initializer.dataset.env'],
  ['model-initializer', 'spec.initializer.model.env'],
]);

/** Trainer looks a name up among both kinds, so a name under the wrong one makes a second container without an image. */
const INIT: ContainerSelect = { types: ['Init', 'Sidecar'] };
const APP: ContainerSelect = { types: ['App'] };

export function initContainers(spec: Cursor, lose: Lose): ContainerPatch[] {
  return spec
    .field('initContainers')
    .items()
    .map((container) => containerPatch(container, INIT, container.field('env'), lose));
}

export function appContainers(spec: Cursor, lose: Lose): ContainerPatch[] {
  return spec
    .field('containers')
    .items()
    .map((container) => {
      const env = container.field('env');
      const reserved = reservation(container);
      if (reserved === undefined) return containerPatch(container, APP, env, lose);
      lose(env, `Trainer refuses them here: ${reserved.message}`);
      return containerPatch(container, APP, undefined, lose);
    });
}

/** So that no other preset does what Trainer would have refused. */
export function reservedVariables(spec: Cursor): Protection[] {
  return spec
    .field('containers')
    .items()
    .flatMap((container) => reservation(container) ?? []);
}

function reservation(container: Cursor): Protection | undefined {
  const name = container.field('name').text();
  const instead = RESERVED.get(name);
  if (instead === undefined || saysNothing(container.field('env').value)) return undefined;
  return {
    path: `containers[name=${name}].env`,
    message: `the variables of container ${name} are set in ${instead} of the TrainJob`,
  };
}

/** One that sets nothing stays: Trainer refuses the name of a container that is not there. */
function containerPatch(
  container: Cursor,
  select: ContainerSelect,
  env: Cursor | undefined,
  lose: Lose,
): ContainerPatch {
  const name = container.field('name').text();
  for (const field of container.unknown(['name', 'env', 'volumeMounts', 'securityContext'])) {
    lose(
      field,
      'Trainer cannot change this field of a container and ignores it; set it in spec.trainer or the runtime',
    );
  }
  const security = container.field('securityContext');
  security.fields();
  const changes = {
    env: listOf<EnvVar>(env, 'name'),
    volumeMounts: listOf<VolumeMount>(container.field('volumeMounts'), 'name', 'mountPath'),
    securityContext: carried(security.value),
  };
  const said = Object.entries(changes).filter(([, value]) => !saysNothing(value));
  return { select: { ...select, names: [name], required: true }, ...Object.fromEntries(said) };
}
