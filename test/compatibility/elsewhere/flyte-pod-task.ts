/** Rows for which a preset is not the place, and what is. */
export const FLYTE_POD_TASK_ELSEWHERE = {
  'FP-04':
    'Flytekit writes such a template into the task when it is serialised, so the pod arrives with all of it and needs no preset.',
  'FP-11':
    'Flyte watches the primary container and ends the pod; a preset changes a pod before it runs and nothing afterwards.',
} as const;
