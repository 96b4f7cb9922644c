/** Discovery against hosts of which the truth is known: quiet ones, troubled ones, and ones that change. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS as ALL_RUNS } from '../../test/build/runs.ts';
import { decodeFacts, encode, factsHash } from '../host-facts/codec.ts';
import type { HostFacts } from '../host-facts/model.ts';
import { plainFacts } from '../host-facts/plain.ts';
import { isSmaller } from '../host-facts/smaller.ts';
import { createDiscoverer, type Discoverer } from './discover.ts';
import type { HostFiles } from './host-files.ts';
import { buildRandomHost, type HostPlan, hostPlans, type RandomHost } from './testing/random-host.ts';
import { contradictions, differences } from './testing/random-host-part.ts';
import {
  changingFiles,
  DECEPTION,
  SILENCE,
  shuffledFiles,
  troubledFiles,
  troublePlans,
} from './testing/random-host-troubles.ts';

/** A case is several looks, each of which costs as much as a few admissions. */
const RUNS = { ...ALL_RUNS, numRuns: Math.ceil(ALL_RUNS.numRuns / 10) };

const hosts = hostPlans.map((plan) => buildRandomHost(plan));

/** Where an agent's files come from changes while it runs. */
function agentOn(
  files: HostFiles,
): { look(files?: HostFiles): Promise<HostFacts> } & Pick<Discoverer, 'remember'> {
  let current = files;
  const discoverer = createDiscoverer({
    files: {
      lstat: (path) => current.lstat(path),
      readlink: (path) => current.readlink(path),
      readdir: (path) => current.readdir(path),
      read: (path, limit) => current.read(path, limit),
      local: (path) => `${MOUNT}${path}`,
    },
    now: () => 0,
  });
  return {
    remember: (published) => discoverer.remember(published),
    async look(now = files) {
      current = now;
      const { facts } = await discoverer.look();
      expect(facts.sources?.filter(({ error }) => error === 'Bug') ?? []).toEqual([]);
      return facts;
    },
  };
}

/** Where the agent sees the host's files. */
const MOUNT = '/mounted-host';

/** What a fresh agent would say. */
const freshly = (host: RandomHost): Promise<HostFacts> => agentOn(host.files).look();

const assertFor = <Case extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof Case]: fc.Arbitrary<Case[K]> },
  predicate: (...values: Case) => Promise<void>,
): Promise<void> => fc.assert(fc.asyncProperty<Case>(...arbitraries, predicate), RUNS);

describe('on any host', { timeout: 3_600_000 }, () => {
  it('the facts are the truth, fit into the annotation and come out of it as they were', async () => {
    await assertFor([hosts], async (host) => {
      const facts = await freshly(host);
      expect(differences(host.truth, facts)).toEqual([]);
      expect(JSON.stringify(facts)).not.toContain(MOUNT);
      const { text } = encode(facts);
      expect(text.length).toBeLessThanOrEqual(16 * 1024);
      expect(decodeFacts(text).facts).toEqual(plainFacts(facts));
    });
  });

  it('two looks have the same bytes, in whatever order directories list their names', async () => {
    await assertFor([hosts, fc.nat(), fc.nat()], async (host, one, other) => {
      const agent = agentOn(shuffledFiles(host.files, one));
      const first = encode(await agent.look()).text;
      expect(encode(await agent.look()).text).toBe(first);
      expect(encode(await agent.look(shuffledFiles(host.files, other))).text).toBe(first);
      const { text } = encode(await agentOn(shuffledFiles(host.files, other)).look());
      expect(text).toBe(first);
    });
  });

  it('an agent that was restarted says the same as the one before it', async () => {
    await assertFor([hosts], async (host) => {
      const published = decodeFacts(encode(await freshly(host)).text).facts;
      const agent = agentOn(host.files);
      agent.remember(published);
      expect(factsHash(await agent.look())).toBe(factsHash(published));
    });
  });
});

describe('while calls get no answer', { timeout: 3_600_000 }, () => {
  it('what was known stays known, and the next quiet look is the truth', async () => {
    await assertFor([hosts, troublePlans(SILENCE)], async (host, troubles) => {
      const agent = agentOn(host.files);
      const before = await agent.look();
      const during = await agent.look(troubledFiles(host.files, troubles));
      expect(losses(before, during)).toEqual([]);
      expect(factsHash(await agent.look())).toBe(factsHash(before));
    });
  });

  it('what was published stays known to an agent that was restarted', async () => {
    await assertFor([hosts, troublePlans(SILENCE)], async (host, troubles) => {
      const before = await freshly(host);
      const agent = agentOn(host.files);
      agent.remember(before);
      const during = await agent.look(troubledFiles(host.files, troubles));
      // Facts without these are not published: nobody could tell whether they are fresh.
      if (during.bootId !== undefined && during.kernel?.release !== undefined)
        expect(losses(before, during)).toEqual([]);
      expect(factsHash(await agent.look())).toBe(factsHash(before));
    });
  });

  it('the first look of all claims nothing that is false', async () => {
    await assertFor([hosts, troublePlans(SILENCE)], async (host, troubles) => {
      const facts = await agentOn(troubledFiles(host.files, troubles)).look();
      expect(contradictions(host.truth, facts)).toEqual([]);
    });
  });
});

describe('while files are replaced', { timeout: 3_600_000 }, () => {
  it('one look may be smaller; the next quiet one is the truth', async () => {
    await assertFor([hosts, troublePlans([...DECEPTION, ...SILENCE])], async (host, troubles) => {
      const agent = agentOn(host.files);
      const before = await agent.look();
      await agent.look(troubledFiles(host.files, troubles));
      expect(factsHash(await agent.look())).toBe(factsHash(before));
    });
  });

  it('a host that changes in the middle of a look is known at the next one', async () => {
    await assertFor([changes, fc.nat({ max: 800 })], async ({ before, after }, calls) => {
      const agent = agentOn(before.files);
      await agent.look();
      await agent.look(changingFiles(before.files, after.files, calls));
      const facts = await agent.look(after.files);
      expect(differences(after.truth, facts)).toEqual([]);
      expect(factsHash(facts)).toBe(factsHash(await freshly(after)));
    });
  });
});

describe('a host that has changed', { timeout: 3_600_000 }, () => {
  it('is known at the next look: another driver, other GPUs, other partitions', async () => {
    await assertFor([changes], async ({ before, after }) => {
      const agent = agentOn(before.files);
      await agent.look();
      const facts = await agent.look(after.files);
      expect(differences(after.truth, facts)).toEqual([]);
      expect(factsHash(facts)).toBe(factsHash(await freshly(after)));
    });
  });

  it('keeps nothing of the boot before', async () => {
    await assertFor([hosts, hosts, troublePlans(SILENCE)], async (before, after, troubles) => {
      fc.pre(before.plan.system.bootId !== after.plan.system.bootId);
      const agent = agentOn(before.files);
      await agent.look();
      await agent.look(troubledFiles(before.files, troubles));
      expect(factsHash(await agent.look(after.files))).toBe(factsHash(await freshly(after)));
    });
  });
});

/** A host of which some parts become those of another within one boot. */
const changes = fc
  .record({
    before: hostPlans,
    other: hostPlans,
    parts: fc.subarray(['gpus', 'driver', 'others', 'rdma'] as const, { minLength: 1 }),
  })
  .map(({ before, other, parts }) => {
    const changed = Object.fromEntries(parts.map((part) => [part, other[part]]));
    const after: HostPlan = { ...before, ...changed };
    return { before: buildRandomHost(before), after: buildRandomHost(after) };
  })
  // What is hidden now was seen before; that it is another driver's cannot be known.
  .filter(({ after }) => after.plan.driver.module !== 'hidden');

/** What is in `before` and not in `during`, as far as one can name it; empty where nothing was lost. */
function losses(before: HostFacts, during: HostFacts): string[] {
  if (!isSmaller(before, during)) return [];
  const { sources: _sources, problems: _problems, counts: _counts, healthy: _healthy, ...known } = before;
  return ['smaller', ...differences(known, during)];
}
