import type { ReasonCode } from './names.ts';

/** "latebind FactsStale: prose": how a refusal reads wherever people see it. */
export function reasonText({
  reason,
  message,
}: {
  readonly reason: ReasonCode;
  readonly message: string;
}): string {
  return `latebind ${reason}: ${message}`;
}
