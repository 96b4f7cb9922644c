/** What the cluster is made of. Changing a line here changes the cache key, so the next start builds anew. */
export const versions = {
  kubernetes: 'v1.36.3',
  containerd: 'v2.4.2',
  runc: 'v1.3.6',
  cniPlugins: 'v1.9.1',
} as const;

/** Programs of our own module: links to one file, which looks at the name it was started under. */
export const multiCallNames = [
  'etcd',
  'kube-apiserver',
  'kube-scheduler',
  'kube-controller-manager',
  'kubelet',
  'kubectl',
  'noop-extender',
  'extender-load',
  'device-plugin',
] as const;

export type MultiCallName = (typeof multiCallNames)[number];
