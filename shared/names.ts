/**
 * Every annotation, label, variable, path and reason code that Latebind puts into a cluster. Nothing of the
 * kind is spelled anywhere else.
 */

export const GROUP = 'latebind.dev';
export const VERSION = 'v1alpha1';
export const API_VERSION = `${GROUP}/${VERSION}`;

/** Prefix of the annotations that are written at bind, one a slot. Only the extender may write them. */
export const BIND_PREFIX = `bind.${GROUP}/`;

export const ANNOTATION = {
  /** Node: "2.<base64(deflate(HostFacts))>", written by the agent. */
  hostFacts: `${GROUP}/host-facts`,
  /** Node: short JSON for people, written by the agent together with the facts. */
  hostSummary: `${GROUP}/host-summary`,
  /** Pod: which presets were applied at admission, JSON array (see shared/preset/provenance.ts). */
  applied: `${GROUP}/applied`,
  /** Pod: what is still to be filled at bind, JSON (see shared/preset/recipe.ts). */
  slots: `${GROUP}/slots`,
  /** Pod: extended resources that the pod requests and no preset covers, comma-separated. */
  uncovered: `${GROUP}/uncovered`,
  /** Pod, by its author: "true" keeps Latebind away from the pod. */
  exclude: `${GROUP}/exclude`,
  /** Pod, by its author: names of presets with byName, comma-separated, in order. */
  requested: `${GROUP}/presets`,
  /** Pod, by its author: a condition (CEL) that its node must meet. */
  require: `${GROUP}/require`,
  /** Pod, by its author: which init container is the primary one. */
  primaryInit: `${GROUP}/primary-init-container`,
  /** Pod: the primary container as kubectl knows it, and as Flyte writes it. */
  defaultContainer: 'kubectl.kubernetes.io/default-container',
  flytePrimary: 'primary_container_name',
  /** Pod: written at bind; the gate of every container with a late value waits for it. */
  generation: `${BIND_PREFIX}generation`,
  /** Pod: written at bind, the node whose facts filled the slots. */
  node: `${BIND_PREFIX}node`,
  /** Pod: written when the cause for which it waits is cured, so that the scheduler looks again. */
  woken: `${BIND_PREFIX}woken`,
  /** Pod: kubelet's mirror of a static pod; never touched. */
  mirrorPod: 'kubernetes.io/config.mirror',
} as const;

/** Prefix of the labels that the agent puts on its Node; which there are: host-facts/labels.ts. */
export const HOST_LABEL_PREFIX = `host.${GROUP}/`;

export const LABEL = {
  /** Pod: Latebind has something to watch here (slots to fill, or something to report). */
  managed: `${GROUP}/managed`,
  /** Namespace: "disabled" keeps the webhooks away. */
  injection: `${GROUP}/injection`,
} as const;

/** Variables and volumes that admission adds carry these prefixes; a pod that defines its own is refused. */
export const RESERVED_ENV_PREFIX = 'LATEBIND_';
export const RESERVED_VOLUME_PREFIX = 'latebind-';

export const GATE = {
  volume: 'latebind-gate',
  variable: 'LATEBIND_GENERATION',
  mountPath: '/run/latebind/gate',
} as const;

/** Field manager of every server-side apply of ours. */
export const FIELD_MANAGER = { agent: 'latebind-agent', extender: 'latebind-extender' } as const;

/**
 * Why a node or a pod was refused, or a preset was not applied. Stable: users alert on them. What each means,
 * how to see it and how to cure it: docs/reason-codes.md, generated from this table.
 */
export const REASONS = {
  FactsMissing: 'The node has no host facts: the agent has not run there yet.',
  FactsStale: 'The facts are of another boot, kernel or Node object: the agent has not run since.',
  FactsUnreadable: 'The facts annotation cannot be decoded.',
  RequireNotMet:
    'A host.require expression of a preset, or latebind.dev/require of the pod, is false on this node.',
  FactUnknown: 'An expression needs a fact that this node does not have.',
  ExpressionFailed: 'An expression failed while it was evaluated on this node.',
  ValueInvalid: 'A late value has a character, length or form that must not reach a Binding.',
  PathForbidden: 'A late path lies outside the allowed roots or inside a protected one.',
  NodeUnknown: 'The extender does not know this node (yet).',
  RecipeUnreadable: 'The annotation latebind.dev/slots of the pod cannot be read; recreate the pod.',
  NotMatched: 'A selector of the preset does not match the pod.',
  NotRequested: 'The preset has byName, and the pod does not name it in latebind.dev/presets.',
  Shadowed: 'A PodPreset of the same name hides the ClusterPodPreset (scopePolicy: Shadow).',
  PresetUnknown: 'The pod names a preset in latebind.dev/presets that does not exist; the pod is refused.',
  RequireInvalid: 'The annotation latebind.dev/require of the pod is no condition; the pod is refused.',
  Conflict: 'The preset disagrees with the pod or with an earlier preset about a field.',
  DroppedWithSet: 'Another preset that uses SkipAll has a conflict; the whole matching set is dropped.',
  PresetInvalid: 'The preset does not pass validation and is not applied.',
  Excluded: 'The pod carries latebind.dev/exclude, or is a mirror pod.',
  ReservedName: 'The pod uses a variable, volume or annotation name that belongs to Latebind.',
  Uncovered: 'The pod requests an extended resource that no preset covers.',
  Rejected:
    'A preset with onConflict: Reject has a conflict, or one with required: true cannot be applied; the pod is refused.',
} as const;

export type ReasonCode = keyof typeof REASONS;

/**
 * Why a host is not healthy: host.problems, the Events of its Node and the agent's metric. Stable, as the reasons
 * are, and in the same page. Worst first: the first that is new gives an Event its reason.
 */
export const HOST_PROBLEMS = {
  DriverSkew: {
    meaning:
      'The loaded module and the libraries on disk have different versions: CUDA programs fail to start.',
    next: 'drain the node and reboot it, or reload the driver',
  },
  NvswitchDead: {
    meaning: 'An NVSwitch on the bus does not answer: jobs on several GPUs fail.',
    next: 'drain the node; look for SXid in the kernel log and restart or replace the machine',
  },
  GpuOffBus: {
    meaning: 'Nothing answers at the PCI address of the accelerator any more, whatever its driver lists.',
    next: 'drain the node; look for Xid 79 and AER errors in the kernel log and reset or replace the GPU',
  },
  GpuNotSeen: {
    meaning:
      'An accelerator is on the bus, but its loaded driver does not list it: it fell off, or did not start.',
    next: 'drain the node; look for Xid and AER errors in the kernel log and reset or replace the GPU',
  },
  GpuNotAnswering: {
    meaning: 'The driver lists the GPU, but it does not answer nvidia-smi.',
    next: 'drain the node; look for Xid in the kernel log and reset the GPU',
  },
  PartitionsMissing: {
    meaning: 'The driver shows fewer partitions of one GPU than of the others.',
    next: 'drain the node and set the partition mode of the GPU again, or reload the driver',
  },
  DeviceNodeMissing: {
    meaning: 'Other GPUs have their device node below /dev, this one has none.',
    next: 'make the device node again: nvidia-modprobe, or restart the driver container',
  },
  NotAllocatable: {
    meaning: 'kubelet holds devices back: its device plugin says that they are unhealthy.',
    next: "read the log of the vendor's device plugin on this node: it says why",
  },
  CapacityTooSmall: {
    meaning: 'kubelet counts fewer devices than the driver lists.',
    next: "restart the vendor's device plugin on this node",
  },
  CdiStale: {
    meaning: 'A CDI spec names files that do not exist: it was made for another driver.',
    next: 'make the CDI spec again: nvidia-ctk cdi generate',
  },
  CdiIncomplete: {
    meaning: 'The CDI specs name fewer devices than the driver lists.',
    next: 'make the CDI spec again: nvidia-ctk cdi generate',
  },
} as const;

export type HostProblem = keyof typeof HOST_PROBLEMS;
