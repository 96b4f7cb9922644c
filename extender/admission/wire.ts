/** The JSON of admission.k8s.io/v1. */

import { isObject } from '../../shared/json.ts';
import type { PatchOperation } from '../../shared/preset/patch.ts';
import { describe, ProtocolError, type Reply } from '../answer.ts';

const API_VERSION = 'admission.k8s.io/v1';

export interface AdmissionRequest {
  readonly uid: string;
  readonly operation: string;
  /** "pods", "pods/binding", "podpresets", ... with its API group. */
  readonly group: string;
  readonly resource: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly dryRun: boolean;
  readonly object: unknown;
}

/** Throws a ProtocolError. */
export function decodeReview(body: unknown): AdmissionRequest {
  if (!isObject(body)) throw new ProtocolError(`AdmissionReview: got ${describe(body)}, wanted an object`);
  const { kind, apiVersion, request } = body;
  if (kind !== 'AdmissionReview') {
    throw new ProtocolError(`kind: got ${describe(kind)}, wanted "AdmissionReview"`);
  }
  if (apiVersion !== API_VERSION) {
    throw new ProtocolError(`apiVersion: got ${describe(apiVersion)}, wanted "${API_VERSION}"`);
  }
  if (!isObject(request)) throw new ProtocolError(`request: got ${describe(request)}, wanted an object`);
  const { uid, operation, resource, subResource, name, namespace, dryRun, object } = request;
  if (typeof uid !== 'string' || uid === '') {
    throw new ProtocolError(`request.uid: got ${describe(uid)}, wanted a string`);
  }
  if (typeof operation !== 'string') {
    throw new ProtocolError(`request.operation: got ${describe(operation)}, wanted a string`);
  }
  if (!isObject(resource) || typeof resource['resource'] !== 'string') {
    throw new ProtocolError(
      `request.resource: got ${describe(resource)}, wanted group, version and resource`,
    );
  }
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;
  const sub = text(subResource);
  return {
    uid,
    operation,
    group: text(resource['group']) ?? '',
    resource: sub === undefined ? resource['resource'] : `${resource['resource']}/${sub}`,
    name: text(name),
    namespace: text(namespace),
    dryRun: dryRun === true,
    object,
  };
}

/** The API server cuts all warnings of a request at 4 KiB, and each at 256 characters. */
const MAX_WARNINGS = 10;
const MAX_WARNING_LENGTH = 256;

export function allow(
  request: AdmissionRequest,
  patch: readonly PatchOperation[] = [],
  warnings: readonly string[] = [],
): Reply {
  return review('ok', {
    uid: request.uid,
    allowed: true,
    ...(patch.length === 0
      ? {}
      : { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') }),
    ...warningsOf(warnings),
  });
}

export function deny(
  request: AdmissionRequest,
  code: number,
  message: string,
  warnings: readonly string[] = [],
): Reply {
  return review('refused', {
    uid: request.uid,
    allowed: false,
    status: { code, message, reason: REASON_OF_CODE[code] ?? 'Forbidden' },
    ...warningsOf(warnings),
  });
}

const REASON_OF_CODE: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  409: 'Conflict',
  422: 'Invalid',
};

function review(result: Reply['result'], response: object): Reply {
  return { status: 200, body: { apiVersion: API_VERSION, kind: 'AdmissionReview', response }, result };
}

function warningsOf(warnings: readonly string[]): { warnings?: string[] } {
  if (warnings.length === 0) return {};
  const lines = warnings.map((line) => clip(line.replaceAll(/\s+/g, ' ')));
  if (lines.length <= MAX_WARNINGS) return { warnings: lines };
  const kept = lines.slice(0, MAX_WARNINGS - 1);
  return { warnings: [...kept, `latebind: ${lines.length - kept.length} more warnings`] };
}

const clip = (line: string): string =>
  line.length <= MAX_WARNING_LENGTH ? line : `${line.slice(0, MAX_WARNING_LENGTH - 1)}…`;

/** A refusal outside the review, in the form that the API server shows to the user. */
export function statusBody(code: number, message: string): object {
  return { apiVersion: 'v1', kind: 'Status', status: 'Failure', code, message };
}
