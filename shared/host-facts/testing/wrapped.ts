import { deflateSync } from 'node:zlib';

/** The annotation's text around any bytes. */
export const wrapped = (bytes: Uint8Array): string => `1.${deflateSync(bytes).toString('base64')}`;
