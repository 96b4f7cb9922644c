import { parseArgs } from 'node:util';

export interface Flags {
  readonly hostRoot: string;
  readonly kernelRoot: string | undefined;
  readonly nodeName: string | undefined;
  readonly driverRoots: readonly string[];
  readonly apiServer: string | undefined;
  readonly tokenFile: string | undefined;
  readonly caFile: string | undefined;
  /** Empty: no server. */
  readonly listen: { readonly host: string | undefined; readonly port: number } | undefined;
  readonly intervalSeconds: number;
  readonly once: boolean;
  readonly print: boolean;
  /** Where a record of the host goes, - for stdout; undefined: none is made. */
  readonly record: string | undefined;
  readonly redact: boolean;
  readonly nvidiaSmi: boolean;
  readonly crossCheck: boolean;
  /** Empty: kubelet is not asked. */
  readonly podResources: string;
  readonly logLevel: string;
}

export type ParsedFlags =
  | { readonly kind: 'run'; readonly flags: Flags }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly message: string };

const LEVELS = ['debug', 'info', 'warn', 'error'];

/** Flags of the agent as data, for --help and the reference page. */
export const AGENT_FLAGS = [
  { name: 'host-root', value: 'PATH', default: '/', help: "Where the host's file system is mounted." },
  {
    name: 'kernel-root',
    value: 'PATH',
    default: 'the host root if it has /proc, else /',
    help: "Where the host's /proc and /sys are.",
  },
  { name: 'node-name', value: 'NAME', default: '$NODE_NAME', help: 'The Node to publish on.' },
  {
    name: 'driver-root',
    value: 'PATH',
    default: 'the known places',
    help: 'Host path to search for the NVIDIA driver, in place of the known ones; repeatable.',
  },
  { name: 'api-server', value: 'URL', default: 'in-cluster', help: 'API server.' },
  {
    name: 'token-file',
    value: 'PATH',
    default: 'in-cluster',
    help: 'Bearer token; read again when it changes.',
  },
  {
    name: 'ca-file',
    value: 'PATH',
    default: 'in-cluster',
    help: "Certificates that may have signed the API server's.",
  },
  {
    name: 'listen',
    value: 'HOST:PORT',
    default: ':8081',
    help: 'Address of /healthz, /readyz and /metrics; empty for none.',
  },
  { name: 'interval', value: 'SECONDS', default: '60', help: 'Between looks at the host.' },
  { name: 'once', help: 'Look and publish once, then end.' },
  { name: 'print', help: 'Print the facts as JSON and end; needs no API server.' },
  {
    name: 'record',
    value: 'FILE',
    help: 'Write all files that decide the facts into a tar, - for stdout, and end; for `latebind facts --host`.',
  },
  { name: 'redact', help: 'With --record: without serial numbers, UUIDs, host names and the like.' },
  {
    name: 'nvidia-smi',
    help: "Run the host's nvidia-smi for what no file tells: memory and order of GPUs, CUDA, MIG names, NVLink domain; needs a container with access to /dev/nvidiactl.",
  },
  {
    name: 'pod-resources',
    value: 'SOCKET',
    default: 'kubelet is not asked',
    help: 'Show as a metric which devices kubelet has given to pods. Its socket, /var/lib/kubelet/pod-resources/kubelet.sock, is for root.',
  },
  { name: 'no-cross-check', help: 'Do not ask systeminformation for a second opinion.' },
  { name: 'log-level', value: 'LEVEL', default: 'info', help: `One of ${LEVELS.join(', ')}.` },
  { name: 'help', help: 'Print this.' },
] as const;

export function parseFlags(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ParsedFlags {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    // The first sentence says what; the rest is advice about "--".
    const message = (error instanceof Error ? error.message : String(error)).split('. ')[0];
    return mistake(`${message}; --help lists the flags`);
  }
  if (values.help === true) return { kind: 'help' };
  const intervalSeconds = Number(values.interval);
  if (!Number.isFinite(intervalSeconds) || intervalSeconds < 0.1 || intervalSeconds > 86_400) {
    return mistake(`--interval must be 0.1 to 86400 seconds, not '${values.interval}'`);
  }
  const listen = parseListen(values.listen);
  if (listen === null) return mistake(`--listen must be HOST:PORT or :PORT, not '${values.listen}'`);
  if (!LEVELS.includes(values['log-level'])) {
    return mistake(`--log-level must be one of ${LEVELS.join(', ')}, not '${values['log-level']}'`);
  }
  const apiServer = values['api-server'];
  if (apiServer !== undefined && !(/^https?:/.test(apiServer) && URL.canParse(apiServer))) {
    return mistake(`--api-server must be a URL such as https://10.0.0.1:6443, not '${apiServer}'`);
  }
  const driverRoots = values['driver-root'];
  const kernelRoot = values['kernel-root'];
  for (const flag of ['host-root', 'kernel-root', 'driver-root'] as const) {
    const relative = [values[flag] ?? []].flat().find((path) => !path.startsWith('/'));
    if (relative !== undefined) return mistake(`--${flag} must be an absolute path, not '${relative}'`);
  }
  const nodeName = values['node-name'] ?? env['NODE_NAME'];
  const print = values.print === true;
  const record = values.record;
  if (values.redact === true && record === undefined) return mistake('--redact goes with --record');
  if (!print && record === undefined && (nodeName === undefined || nodeName === '')) {
    return mistake('no Node to publish on: give --node-name or set NODE_NAME, or use --print or --record');
  }
  return {
    kind: 'run',
    flags: {
      hostRoot: values['host-root'],
      kernelRoot,
      nodeName,
      driverRoots: driverRoots.map((path) => (path === '/' ? path : path.replace(/\/+$/, ''))),
      apiServer,
      tokenFile: values['token-file'],
      caFile: values['ca-file'],
      listen,
      intervalSeconds,
      once: values.once === true,
      print,
      record,
      redact: values.redact === true,
      nvidiaSmi: values['nvidia-smi'] === true,
      crossCheck: values['cross-check'],
      podResources: values['pod-resources'],
      logLevel: values['log-level'],
    },
  };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    strict: true,
    allowPositionals: false,
    allowNegative: true,
    options: {
      'host-root': { type: 'string', default: '/' },
      'kernel-root': { type: 'string' },
      'node-name': { type: 'string' },
      'driver-root': { type: 'string', multiple: true, default: [] },
      'api-server': { type: 'string' },
      'token-file': { type: 'string' },
      'ca-file': { type: 'string' },
      listen: { type: 'string', default: ':8081' },
      interval: { type: 'string', default: '60' },
      once: { type: 'boolean' },
      print: { type: 'boolean' },
      record: { type: 'string' },
      redact: { type: 'boolean' },
      'nvidia-smi': { type: 'boolean' },
      'cross-check': { type: 'boolean', default: true },
      'pod-resources': { type: 'string', default: '' },
      'log-level': { type: 'string', default: 'info' },
      help: { type: 'boolean' },
    },
  }).values;
}

/** null: not understood. */
function parseListen(text: string): Flags['listen'] | null {
  if (text === '') return undefined;
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return null;
  const host = match[1] ?? match[2];
  return { host: host === '' ? undefined : host, port };
}

const mistake = (message: string): ParsedFlags => ({ kind: 'mistake', message });

export function helpText(): string {
  const rows = AGENT_FLAGS.map((flag) => {
    const left = `  --${flag.name}${'value' in flag ? ` ${flag.value}` : ''}`;
    const standard = 'default' in flag ? ` (default: ${flag.default})` : '';
    return `${left.padEnd(26)} ${flag.help}${standard}`;
  });
  return `latebind-agent: publishes what is true of this host on its Node.\n\n${rows.join('\n')}\n`;
}
