import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hostContext } from '../host-facts/host-context.ts';
import type { HostFacts } from '../host-facts/model.ts';
import { plainFacts } from '../host-facts/plain.ts';
import { lazyHost, typedHost } from './host-types.ts';

const HOSTS = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'hosts');
const FACTS: readonly [string, HostFacts][] = readdirSync(HOSTS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => [name, plainFacts(JSON.parse(readFileSync(join(HOSTS, name, 'facts.json'), 'utf8')))]);

it.each(FACTS)(
  'the host of %s is the same whether its fields are made at once or when they are read',
  (_name, facts) => {
    const atOnce = typedHost(hostContext(facts));
    const lazy = lazyHost(facts);
    expect(Object.keys(lazy)).toEqual(Object.keys(atOnce));
    expect(lazy.constructor).toBe(atOnce.constructor);
    // Both times: the second reads what the first has made.
    for (let time = 0; time < 2; time += 1) expect({ ...lazy }).toEqual({ ...atOnce });
  },
);

it('a fact that is not there is no field, and a list without items is one', () => {
  const host = lazyHost({});
  expect(Object.hasOwn(host, 'nvidia')).toBe(false);
  expect(Object.hasOwn(host, 'gpus')).toBe(true);
});
