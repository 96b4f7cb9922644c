/** What Flyte does with pod tasks, row by row. */
export const FLYTE_POD_TASK_ROWS = {
  'FP-01': 'A pod spec without containers gets the generated primary container.',
  'FP-02': 'A primary container that the pod spec does not have is added last.',
  'FP-03':
    'Image, command, arguments and variables of a written primary container are replaced by the task’s.',
  'FP-04': 'In a PodTemplate within the code of a task the written image and variables stay.',
  'FP-05':
    'Resources of the task take the place of the written ones as a whole; other containers keep theirs.',
  'FP-06': 'Without resources of the task the written ones stay as they are.',
  'FP-07': 'Labels and annotations of the task are those of the pod.',
  'FP-08': 'Containers share a volume in memory.',
  'FP-09': 'Init containers are kept with their own limits.',
  'FP-10': 'Map tasks and dynamic workflows use the same rules for each of their pods.',
  'FP-11': 'Only the primary container decides whether a task has succeeded.',
  'FP-12': 'The default template is for pod tasks, too.',
} as const;
