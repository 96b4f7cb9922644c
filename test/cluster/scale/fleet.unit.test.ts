import { expect, it } from 'vitest';
import { factsOfNode } from '../../../shared/host-facts/node-facts.ts';
import { fleetFacts, fleetNode } from './fleet.ts';

const KINDS = Array.from({ length: 20 }, (_, kind) => kind);

it.each(KINDS)('makes node %i with facts that are fresh', (index) => {
  expect(factsOfNode(fleetNode(index)).kind).toBe('fresh');
});

it('makes the same node each time', () => {
  expect(fleetNode(7)).toEqual(fleetNode(7));
});

it.each(KINDS)('makes two nodes of kind %i alike but for what makes each itself', (index) => {
  const [one, other] = [fleetFacts(index, 'one'), fleetFacts(index + 20, 'other')];
  expect(one.nvidia).toEqual(other.nvidia);
  expect(one.amd).toEqual(other.amd);
  expect(one.bootId).not.toBe(other.bootId);
  expect(one.gpus?.map(({ uuid }) => uuid)).not.toEqual(other.gpus?.map(({ uuid }) => uuid));
});

it.each(KINDS)('changes driver and library directory of node %i with its revision', (index) => {
  const driver = (revision: number): (string | undefined)[] => {
    const { nvidia, amd } = fleetFacts(index, 'uid', { revision });
    return [nvidia?.driver?.version ?? amd?.driverVersion, nvidia?.libraryDir ?? amd?.libraryDir];
  };
  const [before, after] = [driver(1), driver(2)];
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});

it('makes as many kinds as are asked for', () => {
  const drivers = Array.from({ length: 200 }, (_, index) => {
    const { nvidia, amd, os, memory } = fleetFacts(index, 'uid', { kinds: 200 });
    return JSON.stringify([nvidia, amd, os, Math.round((memory?.totalMiB ?? 0) / 64)]);
  });
  expect(new Set(drivers).size).toBe(200);
});

it.each(KINDS)('gives node %i labels that an API server takes', (index) => {
  const values = Object.values(fleetNode(index).metadata.labels ?? {});
  expect(values.filter((value) => !/^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value))).toEqual([]);
});
