/** What a pod spec of Determined cannot say, and where Determined wants it said. */

export const DETERMINED_CONTAINER = 'determined-container';

export const METADATA_ADVICE: Readonly<Record<string, string>> = {
  name: 'Determined names each pod itself; take it out',
  namespace: 'Determined chooses the namespace; map the workspace or the resource pool to one',
};

export const HOST_NETWORK_ADVICE =
  'set network_mode: host in task_container_defaults of the master configuration';
export const RESTART_ADVICE = 'Determined always sets Never; use max_restarts of the experiment';
export const POD_ADVICE: Readonly<Record<string, string>> = {
  hostNetwork: HOST_NETWORK_ADVICE,
  restartPolicy: RESTART_ADVICE,
};

const NOT_OFFERED = 'Determined does not offer it for its own container; use a sidecar';
const AGENT_USER = 'use det user link-with-agent-user';

/** Of determined-container. */
export const CONTAINER_ADVICE: Readonly<Record<string, string>> = {
  image: 'set environment.image of the experiment, or image in task_container_defaults',
  command: 'set entrypoint of the experiment',
  args: 'set entrypoint of the experiment',
  workingDir: 'set work_dir of the task',
  ports: 'set environment.proxy_ports of the experiment',
  livenessProbe: NOT_OFFERED,
  readinessProbe: NOT_OFFERED,
  startupProbe: NOT_OFFERED,
  lifecycle: NOT_OFFERED,
  terminationMessagePath: NOT_OFFERED,
  terminationMessagePolicy: NOT_OFFERED,
  imagePullPolicy:
    'set environment.force_pull_image of the experiment, or force_pull_image in task_container_defaults',
};

/** Of the security context of determined-container. */
export const SECURITY_ADVICE: Readonly<Record<string, string>> = {
  runAsUser: AGENT_USER,
  runAsGroup: AGENT_USER,
};

/** Of determined-container, only in the releases that the guide is about. */
export const DOCUMENTED_ADVICE = {
  env: 'set environment.environment_variables of the experiment, or environment_variables in task_container_defaults',
  envFrom: 'set environment.environment_variables of the experiment',
  securityContext: AGENT_USER,
} as const;
