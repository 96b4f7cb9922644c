import type { Problem } from './api.ts';
import { SCOPE_NAMES, type Scope } from './fields.ts';
import type { CompiledProtection } from './protect.ts';
import type { Protection } from './spec.ts';

const PATH = /^(metadata|pod|containers)(?:\[name=([^\]]+)\])?((?:\.[A-Za-z0-9]+)+)$/;

/** Reads pod.hostNetwork, containers.image, containers[name=node].env. */
export function compileProtections(protect: readonly Protection[]): {
  protections: CompiledProtection[];
  problems: Problem[];
} {
  const problems: Problem[] = [];
  const protections = protect.flatMap(({ path, message }, index): CompiledProtection[] => {
    const match = PATH.exec(path);
    const [, name, container, fields = ''] = match ?? [];
    const scope = (Object.keys(SCOPE_NAMES) as Scope[]).find((one) => SCOPE_NAMES[one] === name);
    if (scope === undefined || (container !== undefined && scope !== 'container')) {
      problems.push({
        path: `spec.protect[${index}].path`,
        message: `is "${path}", wanted a path such as pod.hostNetwork, containers.image or containers[name=main].env`,
      });
      return [];
    }
    return [{ scope, container, path: fields.slice(1).split('.'), message }];
  });
  return { protections, problems };
}
