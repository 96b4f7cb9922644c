/** Settings that are no matter of a pod, and one that only Flyte can read: why they are not carried. */

const FLYTE_DOES = 'stays with Flyte, which goes on doing it';

export const NOT_CARRIED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'co-pilot': `is about containers that Flyte adds for tasks without its SDK; it ${FLYTE_DOES}`,
    'create-container-config-error-grace-period': `is how long Flyte waits before it fails a task; it ${FLYTE_DOES}`,
    'create-container-error-grace-period': `is how long Flyte waits before it fails a task; it ${FLYTE_DOES}`,
    'default-env-vars-from-env':
      'takes its values from the environment of FlytePropeller, which is not in the documents; add the variables to the preset flyte-default-env-vars',
    'default-pod-template-resync':
      'is how often Flyte looks for changed templates; presets are watched, changes count at once',
    'delete-resource-on-finalize': `is about the end of a pod; it ${FLYTE_DOES}`,
    'disable-inject-owner-references': `is about the owner of a pod, which presets cannot set; it ${FLYTE_DOES}`,
    'enable-distributed-error-aggregation': `is about how Flyte reads the errors of a task; it ${FLYTE_DOES}`,
    'image-pull-backoff-grace-period': `is how long Flyte waits before it fails a task; it ${FLYTE_DOES}`,
    'inject-finalizer': `is about the end of a pod, and presets set no finalizers; it ${FLYTE_DOES}`,
    'pod-pending-timeout': `is how long Flyte waits before it fails a task; it ${FLYTE_DOES}`,
    'send-object-events': `is about what Flyte reports; it ${FLYTE_DOES}`,
    'update-backoff-retries': `is about how Flyte writes its objects; it ${FLYTE_DOES}`,
    'update-base-backoff-duration': `is about how Flyte writes its objects; it ${FLYTE_DOES}`,
  }),
);
