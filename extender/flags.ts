import { parseArgs } from 'node:util';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export interface Flags {
  readonly kubeconfig: string | undefined;
  readonly listen: Address;
  readonly metricsListen: Address;
  readonly tlsCertFile: string;
  readonly tlsKeyFile: string;
  readonly schedulerClientCaFile: string | undefined;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly drainSeconds: number;
  /** Folder for a recording of the traffic. */
  readonly record: string | undefined;
  readonly recordLimitMib: number;
}

export const HELP = `Usage: extender --tls-cert-file FILE --tls-key-file FILE [flags]

Admission webhooks and kube-scheduler extender of Latebind.

  --tls-cert-file FILE             serving certificate (chain), PEM; read again when it changes
  --tls-key-file FILE              its key, PEM
  --listen HOST:PORT               HTTPS: /admission, /scheduler, /healthz, /readyz (default 0.0.0.0:8443)
  --metrics-listen HOST:PORT       HTTP: /metrics, /healthz, /readyz (default 0.0.0.0:8080)
  --scheduler-client-ca-file FILE  only clients with a certificate of this authority may use /scheduler;
                                   kube-scheduler can show one (tlsConfig.certFile), and has no other login
  --kubeconfig FILE                how to reach the API server (default: as a pod, by its service account)
  --log-level LEVEL                ${LOG_LEVELS.join(', ')} (default info)
  --drain-seconds SECONDS          between not being ready and closing, on SIGTERM (default 10)
  --record DIR                     write what is answered, and from what, into a file in this folder, redacted; for
                                   latebind replay
  --record-limit-mib MIB           of all recordings in the folder; then recording ends (default 64)
  --help                           this text
`;

/** A flag is wrong; the message is one line for a person. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

/** 'help', or the flags. Throws a FlagError. */
export function parseFlags(args: readonly string[]): Flags | 'help' {
  let values: Partial<Record<string, string | boolean>>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        kubeconfig: { type: 'string' },
        listen: { type: 'string', default: '0.0.0.0:8443' },
        'metrics-listen': { type: 'string', default: '0.0.0.0:8080' },
        'tls-cert-file': { type: 'string' },
        'tls-key-file': { type: 'string' },
        'scheduler-client-ca-file': { type: 'string' },
        'log-level': { type: 'string', default: 'info' },
        'drain-seconds': { type: 'string', default: '10' },
        record: { type: 'string' },
        'record-limit-mib': { type: 'string', default: '64' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    // Node adds advice about positional arguments, which there are none of.
    const [first] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new FlagError(`${first}; --help lists the flags`, { cause: error });
  }
  if (values['help'] === true) return 'help';
  const text = (flag: string): string | undefined => {
    const value = values[flag];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const required = (flag: string): string => {
    const value = text(flag);
    if (value === undefined) throw new FlagError(`--${flag} is needed; --help lists the flags`);
    return value;
  };
  const logLevel = LOG_LEVELS.find((level) => level === values['log-level']);
  if (logLevel === undefined) {
    throw new FlagError(
      `--log-level: got ${String(values['log-level'])}, wanted one of ${LOG_LEVELS.join(', ')}`,
    );
  }
  const drainSeconds = Number(text('drain-seconds'));
  if (!(drainSeconds >= 0 && drainSeconds <= 600)) {
    throw new FlagError(`--drain-seconds: got ${String(values['drain-seconds'])}, wanted 0 to 600`);
  }
  // What a variable that is not set leaves: nobody wants to learn an hour later that nothing was recorded.
  if (values['record'] === '') throw new FlagError('--record: got "", wanted a folder');
  const recordLimitMib = Number(text('record-limit-mib'));
  if (!(recordLimitMib >= 1 && recordLimitMib <= 1_048_576)) {
    throw new FlagError(`--record-limit-mib: got ${String(values['record-limit-mib'])}, wanted 1 to 1048576`);
  }
  return {
    kubeconfig: text('kubeconfig'),
    listen: parseAddress('listen', required('listen')),
    metricsListen: parseAddress('metrics-listen', required('metrics-listen')),
    tlsCertFile: required('tls-cert-file'),
    tlsKeyFile: required('tls-key-file'),
    schedulerClientCaFile: text('scheduler-client-ca-file'),
    logLevel,
    drainSeconds,
    record: text('record'),
    recordLimitMib,
  };
}

/** 0.0.0.0:8443, [::]:8443 or :8443 */
function parseAddress(flag: string, text: string): Address {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) throw new FlagError(`--${flag}: got ${text}, wanted HOST:PORT`);
  const host = match[1] ?? match[2] ?? '';
  return { host: host === '' ? '0.0.0.0' : host, port };
}
