/**
 * Pods that filter saw and that nothing of depends on a node, by uid, so that binding them needs no read.
 *
 * Only this much is remembered, because the login of /scheduler can be off: somebody who reaches the port could
 * then tell lies in a filter call. A lie here makes a pod start without values, which its gate does not let happen; a remembered
 * recipe would be written into the pod.
 */
export interface PlainPods {
  add(uid: string, namespace: string, name: string): void;
  has(uid: string, namespace: string, name: string): boolean;
}

export function createPlainPods(limit = 4096): PlainPods {
  const names = new Map<string, string>();
  return {
    add(uid, namespace, name) {
      names.delete(uid);
      names.set(uid, `${namespace}/${name}`);
      if (names.size > limit) {
        const oldest = names.keys().next();
        if (oldest.done !== true) names.delete(oldest.value);
      }
    },
    has: (uid, namespace, name) => names.get(uid) === `${namespace}/${name}`,
  };
}
