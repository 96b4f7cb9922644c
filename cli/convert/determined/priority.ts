/**
 * Who goes over whom. A pod spec goes over what Determined does by itself and over presets that say no priority, since to its
 * author it is a part of the pod.
 */
export const PRIORITY = {
  experiment: 600,
  podSpec: 500,
  hideGpus: 400,
  deviceEnv: 300,
  settings: 200,
  tasks: 100,
} as const;
