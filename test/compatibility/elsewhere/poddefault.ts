export const POD_DEFAULT_ELSEWHERE = {
  'PD-16':
    "The list of configurations in Kubeflow's notebook form is read from PodDefault objects; a preset is selected by the pod's labels, which the form can set, and is not listed there.",
} as const;
