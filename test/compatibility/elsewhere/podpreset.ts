/** Every row of PodPreset has a test. */
export const POD_PRESET_ELSEWHERE = {} as const;
