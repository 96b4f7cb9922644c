import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { page, table } from './markdown.ts';

const PROTO = 'shared/host-facts/host-facts.proto';

/** Every fact by the name under which expressions see it, from the schema and its comments. */
export function hostFactsReference(root: string): string {
  const { root: schema } = protobuf.parse(readFileSync(join(root, PROTO), 'utf8'), {
    keepCase: true,
    alternateCommentMode: true,
  });
  const namespace = schema.lookup('latebind.hostfacts.v1') as protobuf.Namespace;
  return page(
    'Host facts',
    `What the agent knows of a node, and expressions see as \`host\`: \`host.nvidia.driver.version\`. From ${PROTO}.`,
    [
      'A fact that is not set is *unknown*: an expression that reads it is not true on that node (reason FactUnknown); guard it with `has(host.nvidia.libraryDir)`.',
      'A list is always there, empty where nothing is known. What is known to be absent says `present: false`.',
      'Paths are the host’s own. Nothing changes by itself: no time, temperature or free memory.',
    ].join('\n'),
    table(['fact', 'type', 'meaning'], rowsOf(namespace, namespace.lookupType('HostFacts'), 'host')),
  );
}

function rowsOf(namespace: protobuf.Namespace, message: protobuf.Type, path: string): string[][] {
  return message.fieldsArray.flatMap((field) => {
    const at = `${path}.${field.name}${field.repeated ? '[]' : ''}`;
    const inner = namespace.get(field.type);
    const isMessage = inner instanceof protobuf.Type;
    const type = isMessage ? 'message' : field.type === 'uint32' ? 'int' : field.type;
    const text = meaning(field, inner);
    if (text === '' && !isMessage) throw new Error(`${PROTO}: ${message.name}.${field.name} has no comment`);
    const row = [`\`${at}\``, field.repeated ? `list of ${type}s` : type, text];
    // A group that needs no explanation is explained by what is in it.
    return [...(text === '' ? [] : [row]), ...(isMessage ? rowsOf(namespace, inner, at) : [])];
  });
}

function meaning(field: protobuf.Field, inner: protobuf.ReflectionObject | null): string {
  const text = field.comment ?? (inner instanceof protobuf.Type ? inner.comment : null) ?? '';
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
