import type { PresetManifest } from '../types.ts';
import { sharedMemory } from './expressions.ts';
import { PRIORITY } from './priorities.ts';
import { flytePreset } from './setting-presets.ts';

/**
 * Memory that the processes of the primary container share. As with Flyte a pod in which there is no place for it is not
 * started.
 */
export function sharedMemoryPresets(): PresetManifest[] {
  const name = `\${ ${sharedMemory.mountName} }`;
  const preset = (suffix: string, condition: string, limit: Record<string, string>): PresetManifest =>
    flytePreset(`flyte-shared-memory${suffix}`, {
      matchExpression: sharedMemory.asks(condition),
      priority: PRIORITY.sharedMemory,
      onConflict: 'Reject',
      required: true,
      volumes: [{ name, emptyDir: { medium: 'Memory', ...limit } }],
      containers: [
        {
          select: { types: ['App'], primary: true, required: true },
          volumeMounts: [{ name, mountPath: `\${ ${sharedMemory.mountPath} }` }],
        },
      ],
    });
  return [
    preset('', sharedMemory.unlimited, {}),
    preset('-limited', sharedMemory.limited, { sizeLimit: `\${ ${sharedMemory.sizeLimit} }` }),
  ];
}
