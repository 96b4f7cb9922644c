import type { ReasonCode } from '../shared/names.ts';

/** "latebind FactsStale: prose", whether or not the message has its code already. */
export function reasonText({
  reason,
  message,
}: {
  readonly reason: ReasonCode;
  readonly message: string;
}): string {
  if (message.startsWith(`latebind ${reason}`)) return message;
  return message.startsWith(reason) ? `latebind ${message}` : `latebind ${reason}: ${message}`;
}
