/** Rows for which a preset is not the place, and what is. */
export const TRAINER_ELSEWHERE = {
  'KT-20':
    'Whether a running TrainJob may be changed is for Trainer to say; a changed preset reaches only the pods that are made after it.',
  'KT-21':
    'Updates of a TrainJob go to Trainer’s own webhook; a preset never looks at a TrainJob and never changes a pod that is there.',
  'KT-22':
    'Trainer stamps the entries of a TrainJob; when a preset was changed is in its metadata.generation and managedFields.',
} as const;
