import { busyboxImage } from './images.ts';
import type { ClusterNetwork } from './network.ts';

/** What a kubelet sets on the machine it runs on; found so, it changes nothing. */
export const kubeletTunables: Readonly<Record<string, number>> = {
  '/proc/sys/vm/overcommit_memory': 1,
  '/proc/sys/vm/panic_on_oom': 0,
  '/proc/sys/kernel/panic': 10,
  '/proc/sys/kernel/panic_on_oops': 1,
  '/proc/sys/kernel/keys/root_maxkeys': 1_000_000,
  '/proc/sys/kernel/keys/root_maxbytes': 25_000_000,
};

export function kubeletConfiguration(options: {
  readonly address: string;
  readonly controlGroup: string;
  readonly clientCertificateAuthority: string;
}): Record<string, unknown> {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: options.address,
    healthzBindAddress: options.address,
    readOnlyPort: 0,
    authentication: {
      x509: { clientCAFile: options.clientCertificateAuthority },
      anonymous: { enabled: false },
    },
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${options.controlGroup}`,
    cgroupsPerQOS: false,
    enforceNodeAllocatable: [],
    localStorageCapacityIsolation: false,
    failSwapOn: false,
    evictionHard: {},
    imageGCHighThresholdPercent: 100,
    makeIPTablesUtilChains: false,
    // No name service in the cluster, and the machine's own is none of the pods' business.
    resolvConf: '',
    nodeStatusUpdateFrequency: '5s',
    syncFrequency: '10s',
    shutdownGracePeriod: '0s',
  };
}

export function containerdConfiguration(snapshotter: 'overlayfs' | 'native'): string {
  return `version = 3
root = "/var/lib/containerd"
state = "/run/containerd"

[grpc]
  address = "/run/containerd/containerd.sock"

[plugins.'io.containerd.cri.v1.images']
  snapshotter = "${snapshotter}"

[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = "${busyboxImage}"

[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = true

[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dirs = ["/opt/cni/bin"]
  conf_dir = "/etc/cni/net.d"
`;
}

/** Every pod is on the cluster's one network directly: no gateway, no routes, no address translation. */
export function cniConfiguration(network: ClusterNetwork, nodeIndex: number): Record<string, unknown> {
  const { first, last } = network.podRange(nodeIndex);
  return {
    cniVersion: '1.0.0',
    name: 'latebind',
    plugins: [
      {
        type: 'bridge',
        bridge: network.bridge,
        isGateway: false,
        ipMasq: false,
        ipam: {
          type: 'host-local',
          dataDir: '/run/cni-ipam',
          ranges: [[{ subnet: network.range, rangeStart: first, rangeEnd: last }]],
        },
      },
    ],
  };
}
