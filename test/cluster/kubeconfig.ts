import { writeFile } from 'node:fs/promises';

export interface KubeconfigOptions {
  readonly server: string;
  /** PEM file. */
  readonly certificateAuthority: string;
  readonly user: string;
  readonly token: string;
}

/** Writes a kubeconfig with one context (JSON, which is YAML) and returns its path. */
export async function writeKubeconfig(path: string, options: KubeconfigOptions): Promise<string> {
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [
      {
        name: 'test',
        cluster: { server: options.server, 'certificate-authority': options.certificateAuthority },
      },
    ],
    users: [{ name: options.user, user: { token: options.token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: options.user } }],
  };
  await writeFile(path, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  return path;
}
