import { UserError } from '../user-error.ts';
import type { Losses } from './losses.ts';
import type { Reader } from './reader.ts';
import type { PresetManifest } from './types.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** What the API server writes; it writes it again. */
const SERVER_SIDE = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generateName',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];
/** kubectl's copy of the original. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export function objectName(kind: string, document: Reader): string {
  const metadata = document.required('metadata');
  const namespace = metadata.at('namespace')?.text();
  const name = nameOf(metadata);
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

function nameOf(metadata: Reader): string {
  const name = metadata.required('name');
  if (!SUBDOMAIN.test(name.text()) || name.text().length > 253) {
    throw new UserError(
      `${name.source}: ${name.path} is ${JSON.stringify(name.value)}, wanted lower case letters, digits, "-" and "."`,
    );
  }
  return name.text();
}

/** Name, namespace, labels and annotations of the object, for the preset that takes its place. */
export function presetMetadata(metadata: Reader, losses: Losses): PresetManifest['metadata'] {
  losses.addUnknown(
    metadata,
    ['name', 'namespace', 'labels', 'annotations', ...SERVER_SIDE],
    'is about the old object and not carried; set it on the preset where it is still wanted',
  );
  const namespace = metadata.at('namespace')?.text();
  const labels = metadata.at('labels')?.textMap() ?? {};
  const { [LAST_APPLIED]: _copy, ...annotations } = metadata.at('annotations')?.textMap() ?? {};
  return {
    name: nameOf(metadata),
    ...(namespace === undefined ? {} : { namespace }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}
