/** A requirement that every node of the pod must meet. */
export function requiredNode(...matchExpressions: readonly Readonly<Record<string, unknown>>[]): {
  affinity: { nodeAffinity: Record<string, unknown> };
} {
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
      },
    },
  };
}
