/**
 * Who goes over whom. A pod spec goes over what Determined does by itself and over presets that say no priority, since to its
 * author it is a part of the pod.
 */
export const PRIORITY = {
  experiment: 500,
  podSpec: 400,
  hideGpus: 300,
  deviceEnv: 200,
  tasks: 100,
} as const;
