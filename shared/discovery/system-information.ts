/**
 * systeminformation as a second opinion on CPU and memory. It runs shells (lscpu, dmidecode) and can block its
 * process for as long as they hang, so it runs in a child that is killed, once in the life of the agent.
 */

import type { Cpu, HostFacts, Memory } from '../host-facts/model.ts';
import { runKillable } from './killable.ts';
import { defined, failed, found, type Reading } from './readers/reading.ts';

export interface SystemInformation {
  readonly cpu?: Cpu;
  readonly memory?: Memory;
}

/** Argument with which the agent's own program answers with systemInformationJson() and ends. */
export const CHILD_ARGUMENT = '--system-information-child';

const TIMEOUT_MS = 10_000;
const MAX_OUTPUT = 64 * 1024;

export interface ChildOptions {
  /** This program: node's path, its options, the script. */
  readonly command: readonly [string, ...string[]];
  readonly timeoutMs?: number;
}

/** Asks a child of this program. */
export async function askChild({
  command,
  timeoutMs = TIMEOUT_MS,
}: ChildOptions): Promise<Reading<SystemInformation>> {
  const result = await runKillable({
    command: [...command, CHILD_ARGUMENT],
    env: process.env,
    timeoutMs,
    maxOutput: MAX_OUTPUT,
  });
  return result.ok ? parseAnswer(result.output) : failed({}, result.error, result.detail);
}

/** Empty strings and zeros are how the library says that a tool is missing. */
export function parseAnswer(text: string): Reading<SystemInformation> {
  let answer: Record<string, unknown>;
  try {
    answer = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return failed({}, 'malformed', 'answer');
  }
  const count = (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
  const name = [answer['manufacturer'], answer['brand']]
    .filter((word) => typeof word === 'string' && word !== '' && word.toLowerCase() !== 'unknown')
    .join(' ');
  const bytes = count(answer['memoryBytes']);
  return found({
    cpu: defined<Cpu>({
      model: name === '' ? undefined : name,
      logical: count(answer['logical']),
      sockets: count(answer['sockets']),
    }),
    ...(bytes === undefined ? undefined : { memory: { totalMiB: Math.floor(bytes / (1024 * 1024)) } }),
  });
}

export interface Checked {
  readonly facts: HostFacts;
  /** With what disagrees as its detail. */
  readonly reading: Reading<SystemInformation>;
  readonly disagreements: number;
}

/** Fills what our own readers do not know; where both know and differ, ours stays and the difference is noted. */
export function withSystemInformation(facts: HostFacts, reading: Reading<SystemInformation>): Checked {
  const { cpu, memory } = reading.facts;
  const differences = [
    difference('cpu.logical', facts.cpu?.logical, cpu?.logical),
    difference('cpu.sockets', facts.cpu?.sockets, cpu?.sockets),
    difference('memory.totalMiB', facts.memory?.totalMiB, memory?.totalMiB),
  ].filter((text) => text !== undefined);
  const detail = differences.join('; ');
  return {
    facts: { ...facts, cpu: { ...cpu, ...facts.cpu }, memory: { ...memory, ...facts.memory } },
    reading: reading.ok && detail !== '' ? found(reading.facts, detail) : reading,
    disagreements: differences.length,
  };
}

function difference(name: string, ours: number | undefined, theirs: number | undefined): string | undefined {
  return ours === undefined || theirs === undefined || ours === theirs
    ? undefined
    : `${name} ${ours}, here ${theirs}`;
}
