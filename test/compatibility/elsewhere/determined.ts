/** Every row of Determined has a test. */
export const DETERMINED_ELSEWHERE = {} as const;
