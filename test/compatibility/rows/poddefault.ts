/** Kubeflow's PodDefault (kubeflow.org/v1alpha1): what its webhook does. */
export const POD_DEFAULT_ROWS = {
  'PD-01': 'After any conflict the pod is refused, with the names of the PodDefaults.',
  'PD-02': 'Labels and annotations are added; another value is a conflict.',
  'PD-03': 'Service account and token mounting replace those of the pod without a word.',
  'PD-04':
    'Tolerations are told apart by key alone, so that two effects of one key are a conflict (a defect).',
  'PD-05': 'Pull secrets are united by name.',
  'PD-06': 'Command and args are set where a container has none, each for itself, but never in istio-proxy.',
  'PD-07':
    'Init containers and sidecars are added at the end; the same name with another content is a conflict.',
  'PD-08': 'Variables and mounts go to the containers of the pod, not to init containers or added sidecars.',
  'PD-09': 'Sources of variables are added again each time (a defect).',
  'PD-10': 'An annotation keeps a pod out, mirror pods are left alone, the namespace comes from the request.',
  'PD-11': 'The pod names each PodDefault that was applied, also one that added nothing.',
  'PD-12': 'The webhook is called only for namespaces that are labelled as a Kubeflow profile.',
  'PD-13': 'One selector that cannot be read stops every pod of the namespace (a defect).',
  'PD-14': 'A label that one PodDefault adds does not select another.',
  'PD-15': 'There is no node selector and no affinity.',
  'PD-16': 'The web form offers PodDefaults by the first of their labels, and fails on one without labels.',
} as const;
