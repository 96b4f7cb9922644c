/** Agents and extenders are upgraded one after the other: each reads what the other, older or newer, has written. */

import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { canonicalBytes, decodeFacts, factsHash } from './codec.ts';
import schema from './host-facts.schema.generated.json' with { type: 'json' };
import type { HostFacts } from './model.ts';
import { plainFacts } from './plain.ts';
import { fieldsOf, MESSAGE_NAMES } from './schema.ts';
import { anyFacts } from './testing/any-facts.ts';
import { wrapped } from './testing/wrapped.ts';

const PACKAGE = 'latebind.hostfacts.v1';
type Json = Record<string, unknown>;

/** Fields of messages that a program knows: "Gpu.uuid". */
type Known = ReadonlySet<string>;

const ALL = MESSAGE_NAMES.flatMap((message) => fieldsOf(message).map(({ name }) => `${message}.${name}`));
const someFields = fc.subarray(ALL).map((known): Known => new Set(known));

/** A program that knows these fields only: another implementation, with the same numbers. */
function programOf(known: Known): protobuf.Type {
  const json = structuredClone(schema) as protobuf.INamespace;
  const messages = (json as unknown as typeof schema).nested.latebind.nested.hostfacts.nested.v1
    .nested as Record<string, { fields: Json; oneofs?: Json }>;
  for (const [name, message] of Object.entries(messages)) {
    for (const field of Object.keys(message.fields)) {
      if (known.has(`${name}.${field}`)) continue;
      delete message.fields[field];
      delete message.oneofs?.[`_${field}`];
    }
  }
  return protobuf.Root.fromJSON(json).lookupType(`${PACKAGE}.HostFacts`);
}

/** `keeping`: what is not known is written again as it was. */
function read(program: protobuf.Type, bytes: Uint8Array, keeping = false): protobuf.Message {
  const reader = protobuf.Reader.create(bytes);
  reader.discardUnknown = !keeping;
  return program.decode(reader);
}

/** What is left of the facts where only these fields are known. */
function restricted(facts: HostFacts, known: Known): Json {
  const message = (name: string, value: Json): Json =>
    Object.fromEntries(
      fieldsOf(name).flatMap((field) => {
        const own = value[field.name];
        if (own === undefined || !known.has(`${name}.${field.name}`)) return [];
        const one = (item: unknown): unknown =>
          field.message === undefined ? item : message(field.message, item as Json);
        return [[field.name, field.list ? (own as unknown[]).map(one) : one(own)]];
      }),
    );
  return message('HostFacts', plainFacts(facts));
}

describe('for any facts and any older program', { timeout: 120_000 }, () => {
  const RUNS = { numRuns: 150, seed: 1 };

  test('the older one reads of newer facts what it knows', () => {
    fc.assert(
      fc.property(anyFacts, someFields, (facts, known) => {
        const program = programOf(known);
        const seen = program.toObject(read(program, canonicalBytes(facts)));
        expect(seen).toEqual(restricted(facts, known));
      }),
      RUNS,
    );
  });

  test('the newer one reads all of older facts, and takes what is not there for unknown', () => {
    fc.assert(
      fc.property(anyFacts, someFields, (facts, known) => {
        const program = programOf(known);
        const old = restricted(facts, known);
        const { facts: seen } = decodeFacts(wrapped(program.encode(program.create(old)).finish()));
        expect(seen).toEqual(plainFacts(old));
      }),
      RUNS,
    );
  });

  test('what an older one passes on is whole again for a newer one', () => {
    fc.assert(
      fc.property(anyFacts, someFields, (facts, known) => {
        const program = programOf(known);
        const passedOn = program.encode(read(program, canonicalBytes(facts), true)).finish();
        expect(decodeFacts(wrapped(passedOn)).facts).toEqual(plainFacts(facts));
      }),
      RUNS,
    );
  });
});

/** Codec "1." without a dictionary, and "2." with one; of recorded machines. They are on Nodes of clusters: nothing here may be changed. */
const FROZEN: readonly { machine: string; hash: string; claims: Json; text: string }[] = [
  {
    machine: 'ubuntu-h100',
    hash: '552e8cb94a059d8449bfba13be00f836648410fd06be2531b9e755a8d2b3b752',
    claims: {
      os: 'ubuntu',
      gpus: 2,
      deviceId: '10de:2330',
      driver: '550.54.15',
      skew: false,
      libraryDir: '/usr/lib/x86_64-linux-gnu',
    },
    text:
      '2.ePmRCp5m7Zq/TsMwEIdJ1QFlQoiBgQEhBhZHOdtnJwwgISQQQqgLO3F8Hjq0EyNiZ+UNeDLegwWFNm4o7h+3K2sk/3JKJN/32b' +
      'eb7J8KCxzKWrPScGKyQmSFBWJ5rRw32qkKYJU+yh99PEr3MQOcTD9tI5CfXy9Xr9sL5PnZzeCRKVMow7VgzgnJXE3ASqsMK3JJzm' +
      'ElHOrQseh8AWW1sIBkaQFWaoEkKsYVEgNFxCgXjmGpoTClQZsHD1Df0+ncFeYZygxm06Dtg0YiwRJYWaMkpM0l8mLOq7L1vKothD' +
      '8s0CoVp1U+7/qvVcHaVuVT7oLuI2Pcx2f9gpGuv/i/U8Saj88eLBIfHSk+4WrnLlMjqg2t5LchJBcRSO6T7sMIjVEIHf6KXYLWkQ' +
      'TtE59WMe7lhozbvuGf6Na4eZgS3GSiuCWoodykFw/5dBXvtNyd5S33Lek3Z6yzRvqRHKT9ZvfaS07S0XhEx278PLLd/to77OUN73' +
      '0DtPU4Rw==',
  },
  {
    machine: 'ubuntu-h100',
    hash: '8a9741f2546ea49b6a0da755ea1d381d877cbd809d50fb7b2c23369c681ec9c4',
    claims: {
      os: 'ubuntu',
      gpus: 2,
      deviceId: '10de:2330',
      driver: '550.54.15',
      skew: false,
      libraryDir: '/usr/lib/x86_64-linux-gnu',
    },
    text:
      '1.eNqdld9y00YUxq0QjLPNNO4GSshQUEM7DcysvFr9sezOtFSlQ8IAk4HSYbihkvbI3VRaeVaSJ1z0HXgGnqYP0Yu+R286sm' +
      'zLDRhMr7R7vt/5ztGRtOpo+CuLm8wcRH0yCBkQO3Ac4nETCI3cmIX92A1M8+AWapdhKYsSX2TMoPYBfjbd6tOdYesPf3565z' +
      'rCjmE6BiUmZWQEEpSIcPvMc1+6Nvsa3TyWBSSHT27rzyGT1fUkCQohy1T3bI/+2N3c2xhudv7+5w9fobacCC4CvE0ppUMzHF' +
      'Jq0P0tk3IYMsuiBzPgsMWuPP7l+N7xD/qRSanu0fu+fuQ/soaH90+eETf03JD1LRLHlk3iCEwy4G5IPGpDHDuBFTv9u62T1n' +
      'PtrZqDYGVN7b01ud23HLACwlwHiOkCEKBWTJxB3/TCQehwat3VqpoP/trqaPgG2nIcaji2YTp4MxuD3G8Cemtf6x1c65W56i' +
      'Ui7NXTJImQ5RkZyfLOaol9h7YTEUYlD4w8M0xsrER7S9yiNHuMLs/iHMJyNAJV+7gf9FnmG797aCcRoZxE5UTw2sp8r9US2r' +
      'g8QHgqVU+CRPGoNrI/YLRMN14v0I1GhVESZQr+Q2BvHd93ZbITdGWJkFHGoW61v5blImFFt6NxGWXp+H90+65MdoQ+a4g0qT' +
      'u11rGr4cbpIdptRDmZpJVsY2cdrzm+YorVtxElHzHFJqFx/BV90QDj4uxUFNU4RDJ/vb9fx/ntxEWFYWdqEArpf4uuzl+9kg' +
      'ckHeckymShsgTrc6i3gvAH6PPzUg5qAgrfXJlbAz5B3Zky/RJ5mY7xtfNJC8m30O78tkDlIi9ARsDx9fMZy6r/JUKzcJ4KvH' +
      'uezVPxZKPTerHRaZ3eRu00OXNeUoyOZSyk8APJ9zT99YXDFpud8N70tD39ZoYy3Pmp+A2UhGKvpf+pLUA2mIJvtEvoQpDyrj' +
      'ZdReOyWnXRNoeJiIDIjENehXbRDldiAoqEQgZK1NEtdFFUf6NqjVD796rQfJNCmqlX1ebyYoyJCNUieQd9Mh+IyqIq8ilCWU' +
      '4UJBDkMGtpHIlq1UGbiqdBV/sXfCI7BQ==',
  },
  {
    machine: 'amd-mi300',
    hash: '224ec83538b92b6ad5bd516bd14c310dc7dcf2c05fdd4dc6b2f1666fb636b3ce',
    claims: { os: 'ubuntu', gpus: 4, deviceId: '1002:74a1', vram: 196592 },
    text:
      '1.eNqtzt1q1EAUB/Cdtbum06IhvVCq2GFVEGGyJ5OP7ubKWgUrLhY/oPVGJpnZMjSZCZNk0UfwwpfYl/I1fAMl20VEW/DCu/' +
      'M/c/jN30HeA5YFQsY5UMiimEY8Duk0nANNeMhBAmcZTEb38bDNWt203oAxH6KR934VySr5EXn17u3ju9iL/SD2gQZBQs+kll' +
      'bl3vDTJPmYROwh3juYPSPPj08PyTQOI5JE9NBYSY6tyWVdG+tu3O6nA+fLt6/o6Sm+xkvhbQMApBCnAD7sbgYALN2PeDAa8l' +
      'KcVe2jHrvVqUe6bpTOGzI7CgFOyOuDWeryOA8EzEPJsmiaALz4/mPr5A+aJf+DDi6jJ1e3Rv9OszX95HeaX90a/SWEF8LLvt' +
      'N7c89B3iDx933Y3Rmbqhlbk5c08QOfjQuVfeg7vSW6vvrKRaspr9pucvG2kAuVS6qNkHW32sM3hVULaWmmNLeq246wNlqSuW' +
      'm1WKJNPFC6kUV3jfHwXFr9K5SyNPZzFwh29UIJxWmhMnspdAdvrU8qa/KL14YUhgsplugGxqamVhaS13Jdu8pVNzl4w4qSu+' +
      'gnnP7B+A==',
  },
  {
    machine: 'skew',
    hash: '5a09387df901aa56429d2951a48370d140de7b536a29930b2a6c758d33c2e082',
    claims: {
      os: 'ubuntu',
      gpus: 1,
      deviceId: '10de:20b5',
      driver: '535.161.08',
      skew: true,
      libraryDir: '/usr/lib/x86_64-linux-gnu',
    },
    text:
      '1.eNqNkt9u0zAUxptuK6lX0ZKBBBVIoSBUJtlx/jhNewGsIJVOCFUbQxM3kNhOZcg/OU21vQ6vwg1PwPOgNF0LQkO78vm+8/' +
      'l3fCSrivZ0yAah47sYEh9T6FDbg56PQzikJjPpgGGO3d4T0CiCIlkU2p5lIez0tLOV1FcKOfq7D6eHD4FGkEkQhia24JwnXA' +
      'qqNS4897PrWDroTpMFj/onz/VzniblOUkjpru27XXq95XRrvrjV3ssQSNZCiZ8rYUxxiM7GGGMcLdpYsZHFg5Ibx3o16x77z' +
      '9O30yP9CMTY93Dk7E+ez3lo/5kdgYZGXLKmQkZZxgOQs+B1HQIJEMrdEnAQo84r2qz2rly/HNHVbRnABCbINM1Efa0/UymmR' +
      'R84cvLbpMQjIiDTKIrXcXoPTCKXBqRCIxqORiJpLiA86Q4vL5lvQCtSAS0YD7KU2Rq6Nqo8UduM9o6Blokgmp3SMN5RXH+S/' +
      'k7vWW9BXe23TiqUPZNUFV4S/oCHm2b2eLiq1jQNM5ExGVFfXkT6r8XNxNG6goQiGT8GIB1Po+FdnDlG1vzpK7WPtXV2nflFt' +
      'jxY9ZRVhXNirLqgBbjS0E5TFLG89I6AG0mxZJLGIjEl6Jym2BPlJ+1rAFofOMy2YiYx6m8LMVd0FlPjkQgN5fbYP9qK5nS0r' +
      'kNQJpDySPu53z9pIyKslLBrmSx31F+A9yMAos=',
  },
];

describe('what was written on Nodes before', () => {
  test.each(FROZEN)('of $machine is read for ever', ({ text, hash, claims }) => {
    const { facts, hash: written } = decodeFacts(text);
    expect(written).toBe(hash);
    const [gpu] = facts.gpus ?? [];
    expect({
      os: facts.os?.id,
      gpus: facts.gpus?.length,
      deviceId: gpu?.deviceId,
      driver: facts.nvidia?.driver?.version,
      skew: facts.nvidia?.driver?.skew,
      libraryDir: facts.nvidia?.libraryDir,
      vram: gpu?.memoryMiB,
    }).toEqual(claims);
    // Nothing in it is unknown to this version, and nothing is written otherwise: an upgrade writes nothing.
    expect(factsHash(facts)).toBe(hash);
  });
});
