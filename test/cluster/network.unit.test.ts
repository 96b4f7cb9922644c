import { expect, it } from 'vitest';
import { highestNodeCount, networkPlan } from './network.ts';

it('gives every cluster addresses of its own, below 198.18.0.0/15', () => {
  const plans = Array.from({ length: 32 }, (_, number) => networkPlan(number));
  const indices = Array.from({ length: highestNodeCount }, (_, index) => index);
  const addresses = [
    ...plans.map((plan) => plan.apiServerAddress),
    ...plans.flatMap((plan) => indices.map((index) => plan.nodeAddress(index))),
    ...plans.flatMap((plan) => indices.map((index) => plan.podRange(index).last)),
  ];
  expect(new Set(addresses).size).toBe(addresses.length);
  for (const address of addresses) {
    expect(address).toMatch(/^198\.1[89]\./);
    expect(address.split('.').every((part) => Number(part) <= 255)).toBe(true);
  }
});

it('keeps the address of the Service default/kubernetes first in the Service range', () => {
  expect(networkPlan(17)).toMatchObject({ serviceRange: '198.19.31.0/24', apiServerAddress: '198.19.31.1' });
});
