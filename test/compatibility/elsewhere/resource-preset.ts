/** Every row of the proposal has a test. */
export const RESOURCE_PRESET_ELSEWHERE = {} as const;
