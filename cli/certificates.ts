/** `latebind certificates`: a certificate authority of our own and a server certificate for the extender. */
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import type { Command } from 'commander';
import { UserError } from './user-error.ts';

x509.cryptoProvider.set(webcrypto);

type CryptoKey = webcrypto.CryptoKey;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
/** Replacing the authority means new webhooks and a new scheduler configuration; replacing the server's does not. */
const AUTHORITY_DAYS = 3650;
/** A node whose clock is behind must accept the certificate all the same. */
const BACKDATE_MS = 3_600_000;

interface CertificateOptions {
  readonly names: readonly string[];
  readonly days: number;
  readonly now: Date;
}

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly key: CryptoKey;
}

export function serverNames(namespace: string, more: readonly string[]): string[] {
  const service = `latebind-extender.${namespace}.svc`;
  return [...new Set([service, `${service}.cluster.local`, ...more])];
}

/** Certificate files beside the authority's: the extender's, and the one that kube-scheduler shows to it. */
const NAMES = ['tls', 'scheduler'];

/** Writes a .crt and a .key for each of NAMES and for ca; keeps an authority that is there, overwrites nothing. */
export async function writeCertificates(directory: string, options: CertificateOptions): Promise<string[]> {
  await makeDirectory(directory);
  const path = (name: string): string => join(directory, name);
  await mustBeAbsent(NAMES.flatMap((name) => [path(`${name}.crt`), path(`${name}.key`)]));
  const written: string[] = [];
  const write = async (name: string, text: string): Promise<void> => {
    await writeFile(path(name), text, { flag: 'wx', mode: name.endsWith('.key') ? 0o600 : 0o644 });
    written.push(path(name));
  };
  let authority = await readAuthority(path('ca.crt'), path('ca.key'));
  if (authority === null) {
    authority = await makeAuthority(options.now);
    await write('ca.key', await keyToPem(authority.key));
    await write('ca.crt', `${authority.certificate.toString('pem')}\n`);
  }
  const issued = {
    tls: await makeServer(authority, options),
    scheduler: await makeClient(authority, options),
  };
  for (const [name, { certificate, key }] of Object.entries(issued)) {
    await write(`${name}.key`, await keyToPem(key));
    await write(`${name}.crt`, `${certificate.toString('pem')}\n`);
  }
  return written;
}

/** Not with `recursive`: below /proc Node.js then tries for ever. */
async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code === 'ENOENT')
      throw new UserError(`cannot make ${directory}: the folder above it is not there, or takes no new ones`);
    throw error;
  }
}

async function mustBeAbsent(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if ((await readText(path)) !== null) {
      throw new UserError(`${path} is there already; remove it first, or take another folder`);
    }
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function readAuthority(certificatePath: string, keyPath: string): Promise<Authority | null> {
  const [certificate, key] = [await readText(certificatePath), await readText(keyPath)];
  if (certificate === null && key === null) return null;
  if (certificate === null || key === null) {
    throw new UserError(`of ${certificatePath} and ${keyPath} only one is there; both or none are needed`);
  }
  return {
    certificate: new x509.X509Certificate(certificate),
    key: await webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(key), ALGORITHM, true, [
      'sign',
    ]),
  };
}

async function makeAuthority(now: Date): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=latebind',
    notBefore: new Date(now.getTime() - BACKDATE_MS),
    notAfter: new Date(now.getTime() + AUTHORITY_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, key: keys.privateKey };
}

function makeServer(authority: Authority, options: CertificateOptions): Promise<Authority> {
  const names = options.names.map(
    (name) => ({ type: isIP(name) === 0 ? 'dns' : 'ip', value: name }) as const,
  );
  return issue(authority, options, 'latebind-extender', [
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(names),
  ]);
}

function makeClient(authority: Authority, options: CertificateOptions): Promise<Authority> {
  return issue(authority, options, 'kube-scheduler', [
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
  ]);
}

async function issue(
  authority: Authority,
  { days, now }: CertificateOptions,
  commonName: string,
  extensions: readonly x509.Extension[],
): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${commonName}`,
    issuer: authority.certificate.subject,
    notBefore: new Date(now.getTime() - BACKDATE_MS),
    notAfter: new Date(now.getTime() + days * DAY_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: authority.key,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ...extensions,
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, key: keys.privateKey };
}

/** Positive and without a leading zero byte, as X.509 wants it. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

async function keyToPem(key: CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

export function addCertificatesCommand(program: Command): void {
  program
    .command('certificates')
    .description("make a certificate authority, the extender's certificate and one for kube-scheduler")
    .requiredOption('--out <dir>', 'folder for ca, tls and scheduler, a .crt and a .key each')
    .option('--dns <name...>', 'further names or addresses that the extender is called by')
    .option('--days <n>', 'how long the certificates are good; the authority: ten years', wholeDays, 365)
    .option('--namespace <name>', 'namespace that Latebind is installed in', 'latebind-system')
    .addHelpText(
      'after',
      `
An authority that is in the folder already (ca.crt and ca.key) is kept and signs the new certificates: to renew,
remove the other four files and run the command again. Nothing is ever overwritten.
Keep ca.key away from the cluster.`,
    )
    .action(async (options: { out: string; dns?: string[]; days: number; namespace: string }) => {
      const written = await writeCertificates(options.out, {
        names: serverNames(options.namespace, options.dns ?? []),
        days: options.days,
        now: new Date(),
      });
      for (const path of written) console.log(`wrote ${path}`);
    });
}

function wholeDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1)
    throw new UserError(`--days wants a whole number of days, not "${text}"`);
  return days;
}
