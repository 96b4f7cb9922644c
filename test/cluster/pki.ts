import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';

export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  /** File name without ending. */
  readonly name: string;
  readonly commonName: string;
  readonly organization?: string;
  /** `DNS:…` and `IP:…`. */
  readonly alternativeNames?: readonly string[];
}

/** A certificate authority in a folder, made with the openssl program; good for ten days. */
export class CertificateAuthority {
  readonly directory: string;
  /** PEM file. */
  readonly certificate: string;
  readonly key: string;

  private constructor(directory: string) {
    this.directory = directory;
    this.certificate = join(directory, 'ca.crt');
    this.key = join(directory, 'ca.key');
  }

  static async create(
    directory: string,
    commonName = 'latebind test cluster',
  ): Promise<CertificateAuthority> {
    const authority = new CertificateAuthority(directory);
    const extensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
    await run('openssl', [
      'req',
      '-x509',
      '-nodes',
      '-days',
      '10',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-subj',
      `/CN=${commonName}`,
      ...extensions.flatMap((extension) => ['-addext', extension]),
      '-keyout',
      authority.key,
      '-out',
      authority.certificate,
    ]);
    return authority;
  }

  /** For servers and clients both. Returns the paths of two PEM files. */
  async issue(request: CertificateRequest): Promise<KeyPair> {
    const base = join(this.directory, request.name);
    const subject = `${request.organization === undefined ? '' : `/O=${request.organization}`}/CN=${request.commonName}`;
    await run('openssl', [
      'req',
      '-new',
      '-nodes',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-subj',
      subject,
      '-keyout',
      `${base}.key`,
      '-out',
      `${base}.csr`,
    ]);
    // A serial file would be shared by requests that run at the same time.
    const serial = `0x${randomBytes(8).toString('hex')}`;
    const extensions = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=serverAuth,clientAuth'];
    if (request.alternativeNames !== undefined)
      extensions.push(`subjectAltName=${request.alternativeNames.join(',')}`);
    await writeFile(`${base}.ext`, `${extensions.join('\n')}\n`);
    await run('openssl', [
      'x509',
      '-req',
      '-days',
      '10',
      '-in',
      `${base}.csr`,
      '-CA',
      this.certificate,
      '-CAkey',
      this.key,
      '-set_serial',
      serial,
      '-extfile',
      `${base}.ext`,
      '-out',
      `${base}.crt`,
    ]);
    return { certificate: `${base}.crt`, key: `${base}.key` };
  }

  async pem(): Promise<string> {
    return await readFile(this.certificate, 'utf8');
  }
}

/** RSA, because that is what the API server signs service account tokens with everywhere else. Returns the file. */
export async function createSigningKey(directory: string): Promise<string> {
  const path = join(directory, 'service-accounts.key');
  await run('openssl', ['genrsa', '-out', path, '2048']);
  return path;
}
