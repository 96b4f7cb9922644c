/** What Flyte does with PodTemplates and its settings at plugins.k8s, row by row. */
export const FLYTE_TEMPLATE_ROWS = {
  'FL-01': 'Without a template a pod is as it was generated.',
  'FL-02':
    'A template of the pod’s namespace takes the place of the one in the system namespace, as a whole.',
  'FL-03': 'A template of the system namespace is for namespaces that have none of that name.',
  'FL-04': 'A default template that does not exist is no error.',
  'FL-05': 'A task that names a template that does not exist fails.',
  'FL-06': 'A task that names a template gets that one and not the default.',
  'FL-07': 'A single value of the task wins; the template fills what is open.',
  'FL-08': 'Lists are put together, the template’s first.',
  'FL-09': 'Maps are united; the task wins key by key.',
  'FL-10': 'The container default of a template is the base of every container.',
  'FL-11': 'The container primary is the base of the primary container, over default.',
  'FL-12': 'default-init and primary-init are the same for init containers.',
  'FL-13': 'A container of the template goes into the one of that name, over default and primary.',
  'FL-14': 'A template adds no containers.',
  'FL-15': 'A task container that is called primary is merged once.',
  'FL-16': 'The image of a template never counts.',
  'FL-17': 'Defect: false, zero and empty values of the task lose.',
  'FL-18': 'Defect: the commands of template and task are put together.',
  'FL-19': 'The same variable, toleration or volume on both sides is there twice.',
  'FL-20': 'Required node affinities of both sides become alternatives, so neither is required any more.',
  'FL-21': 'An overlay wins over the pod, and requirements of the platform go into each of its alternatives.',
  'FL-22':
    'Interruptible tasks get tolerations, a node selector and a requirement, others another requirement.',
  'FL-23': 'A requirement goes into each alternative of a required node affinity, once.',
  'FL-24': 'A preference becomes a term of its own.',
  'FL-25': 'The default affinity is for tasks that have none.',
  'FL-26': 'Service account, scheduler and restart policy of the task are kept, empty ones filled.',
  'FL-27':
    'Default labels and annotations: the documents put them above templates, the code below everything.',
  'FL-28': 'Host networking is forced where it is set.',
  'FL-29':
    'Containers that request a resource, or have it as a limit, bring its configured tolerations, once.',
  'FL-30': 'Listed extended resources are tolerated where a container requests them, in order of name.',
  'FL-31':
    'An accelerator brings a requirement and a toleration for its nodes; names are compared without case.',
  'FL-32': 'A partition size is required and tolerated; unpartitioned requires that there is none.',
  'FL-33': 'A device class has its own resource, labels and template, between task and base template.',
  'FL-34': 'The generic GPU of a task is renamed to the resource of its device class.',
  'FL-35': 'Shared memory is a volume in memory on the primary container; where it cannot be the task fails.',
  'FL-36': 'Variables of the settings reach every container.',
  'FL-37': 'A partition size brings a label with the number of slices.',
  'FL-38': 'Labels and annotations of a template are merged as other maps are.',
  'FL-39': 'A changed template counts for the next task.',
  'FL-40': 'A template may use any field that the cluster knows.',
  'FL-41':
    'The documents put settings over the task’s own template, and that one over templates of the cluster.',
  'FL-42': 'Labels and annotations of the settings that a template does not have are added.',
  'FL-43':
    'Defect: a resource in limits only, or in requests only, counts for some rules and not for others.',
} as const;
