/** `latebind manifests`: deploy/ with names, images and certificates filled in, for `kubectl apply -f -`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { UserError } from './user-error.ts';

const DEPLOY = join(import.meta.dirname, '..', 'deploy');

/** In the order in which they have to be there: what others refer to comes first. */
const FILES = [
  '00-namespace.yaml',
  'crds/podpresets.latebind.dev.yaml',
  'crds/clusterpodpresets.latebind.dev.yaml',
  '10-rbac.yaml',
  '20-agent.yaml',
  '30-extender.yaml',
  '40-policies.yaml',
  '50-webhooks.yaml',
];

/** What the files in deploy/ say; replaced as text, so that the files can be applied as they are. */
const NAMESPACE = 'latebind-system';
const IMAGE = /image: latebind\/(agent|extender):[\w.-]+/g;
const CA_BUNDLE = /^ *caBundle: \$\{CA_BUNDLE\}\n/gm;

export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

export interface ManifestOptions {
  readonly namespace: string;
  readonly imagePrefix: string;
  readonly imageTag: string;
  readonly certificates?: Certificates;
}

export function renderManifest(text: string, options: ManifestOptions): string {
  const { authority } = options.certificates ?? {};
  const withAuthority =
    authority === undefined
      ? text.replace(CA_BUNDLE, '')
      : text.replaceAll(
          /^( *caBundle:) \$\{CA_BUNDLE\}$/gm,
          `$1 ${Buffer.from(authority).toString('base64')}`,
        );
  return withAuthority
    .replaceAll(NAMESPACE, options.namespace)
    .replaceAll(IMAGE, (_, name: string) => `image: ${options.imagePrefix}/${name}:${options.imageTag}`);
}

export function tlsSecret(namespace: string, certificates: Certificates): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'latebind-tls', namespace, labels: { 'app.kubernetes.io/part-of': 'latebind' } },
    type: 'kubernetes.io/tls',
    stringData: {
      'ca.crt': certificates.authority,
      'tls.crt': certificates.certificate,
      'tls.key': certificates.key,
    },
  });
}

export async function renderManifests(options: ManifestOptions, deploy = DEPLOY): Promise<string> {
  const documents: string[] = [];
  for (const file of FILES) {
    const text = await readFile(join(deploy, file), 'utf8');
    documents.push(renderManifest(text, options));
    // After the namespace and before the Deployment that mounts it.
    if (file === '10-rbac.yaml' && options.certificates !== undefined) {
      documents.push(tlsSecret(options.namespace, options.certificates));
    }
  }
  return documents.map((document) => document.trimEnd()).join('\n---\n');
}

async function readCertificates(directory: string): Promise<Certificates> {
  const read = async (name: string): Promise<string> => {
    try {
      return await readFile(join(directory, name), 'utf8');
    } catch {
      throw new UserError(
        `cannot read ${join(directory, name)}; make it with: latebind certificates --out ${directory}`,
      );
    }
  };
  return { authority: await read('ca.crt'), certificate: await read('tls.crt'), key: await read('tls.key') };
}

interface CommandOptions {
  namespace: string;
  imagePrefix: string;
  imageTag: string;
  certificates?: string;
}

export function addManifestsCommand(program: Command, version: string): void {
  program
    .command('manifests')
    .description('print everything that is installed in a cluster, ready for kubectl apply -f -')
    .option('--image-prefix <prefix>', 'where the images are: PREFIX/agent and PREFIX/extender', 'latebind')
    .option('--image-tag <tag>', 'tag of both images', version)
    .option('--certificates <dir>', 'folder that `latebind certificates` has written')
    .option('--namespace <name>', 'namespace to install in', NAMESPACE)
    .addHelpText(
      'after',
      `
Without --certificates the webhooks have no CA and there is no Secret latebind-tls: something else, such as
cert-manager, has to add both.`,
    )
    .action(async ({ certificates, ...options }: CommandOptions) => {
      if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(options.namespace)) {
        throw new UserError(`"${options.namespace}" is not the name of a namespace`);
      }
      const rendered = await renderManifests({
        ...options,
        ...(certificates === undefined ? {} : { certificates: await readCertificates(certificates) }),
      });
      console.log(rendered);
      if (certificates === undefined) {
        console.error(
          'latebind: no --certificates: the webhooks have no CA and there is no Secret latebind-tls',
        );
      }
    });
}
