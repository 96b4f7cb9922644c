/** Determined's custom pod specs: what it does with them. */
export const DETERMINED_ROWS = {
  'DT-01': 'A task without slots starts from the CPU pod spec, one with slots from the GPU pod spec.',
  'DT-02':
    'A checkpoint garbage collection has a pod spec of its own; without one it gets the GPU pod spec, although it has no slots.',
  'DT-03': 'In its first releases, and in its guide, the pod spec of a task replaces the default entirely.',
  'DT-04':
    'Later the two are merged and the task wins: containers, volumes and variables by name, mounts by path, lists without a key as a whole.',
  'DT-05':
    'A pod spec of a resource pool replaces that of the master entirely; variables and bind mounts of both are merged.',
  'DT-06':
    'What the entry determined-container says about variables, mounts, devices, resources and security goes into the task’s container.',
  'DT-07': 'Other containers become sidecars in front of the task’s container.',
  'DT-08': 'Init containers run before Determined’s own.',
  'DT-09': 'Variables of a pod spec come after Determined’s, so of two of one name the pod spec’s counts.',
  'DT-10': 'Of resources only those are added that Determined has not set: the number of GPUs stays.',
  'DT-11': 'The security context counts except for user and group, which belong to the linked agent user.',
  'DT-12': 'A task without slots sees no GPU: NVIDIA_VISIBLE_DEVICES is void.',
  'DT-13': 'Volumes of the pod spec come first, then Determined’s; shared memory is always there.',
  'DT-14': 'Determined’s labels win; names of pools and users are made valid label values.',
  'DT-15': 'Name, namespace, host network and restart policy of the pod cannot be set.',
  'DT-16':
    'Image, command, arguments, working directory, ports, probes, lifecycle, termination messages and pull policy of the task’s container cannot be set; the refusal says what to use instead.',
  'DT-17':
    'Variables, their sources and the security context of the task’s container could not be set in the first releases; later they can.',
  'DT-18': 'A sidecar may set all of these.',
  'DT-19': 'An error in a container names its place in the list.',
  'DT-20':
    'Without a priority class the pod gets Determined’s medium one; one that is set stays; a garbage collection always gets the system one.',
  'DT-21': 'Nodes that a task shall avoid are a requirement on the field metadata.name.',
  'DT-22': 'Nodes that are disabled are excluded in the first of several affinity terms only (defect).',
  'DT-23': 'Bind mounts become hostPath volumes with their read-only flag and propagation.',
  'DT-24': 'Containers of the default vanish where the task’s pod spec does not mention containers (defect).',
  'DT-25':
    'A volume that the task’s pod spec gives another source ends up with both sources, and the pod is refused (defect).',
  'DT-26': 'Keys of labels in the master configuration are turned to lower case (defect).',
  'DT-27':
    'Any other field goes into the pod as it is: affinity, tolerations, nodeSelector, pull secrets, service account, labels, annotations.',
  'DT-28': 'Without any pod spec the pod stays as Determined makes it.',
} as const;
