/**
 * Who goes over whom, in either layer. All below zero, so that presets somebody writes by hand go over what Flyte does by
 * default. Flyte writes most settings into the pod before it merges it with templates, so they go over templates; labels and
 * annotations come last.
 */
export const PRIORITY = {
  podTask: -100,
  settings: -200,
  deviceClass: -300,
  template: -400,
  metadataSettings: -500,
  sharedMemory: -600,
} as const;
