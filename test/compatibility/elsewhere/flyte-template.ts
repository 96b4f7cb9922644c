/** Rows for which a preset is not the place, and what is. */
export const FLYTE_TEMPLATE_ELSEWHERE = {
  'FL-34':
    'A preset cannot rename a resource, and Kubernetes knows none called gpu: Flyte writes the real name before the pod exists, others request it by that name.',
} as const;
