import { describe, expect, it } from 'vitest';
import { compileTemplate, renderParts } from './template.ts';

const CONTEXT = {
  pod: { metadata: { name: 'p', namespace: 'n', labels: {}, annotations: {} }, spec: { replicas: ['a'] } },
  resources: { gpu: 2n, half: 0.5 },
};
const render = (source: string) => {
  const result = compileTemplate(source, 'allowed');
  if (!result.ok) throw new Error(result.message);
  return renderParts(result.template.parts, CONTEXT);
};
const refusal = (source: string): string => {
  const result = compileTemplate(source, 'allowed');
  return result.ok ? 'compiled' : result.message;
};

describe('a template', () => {
  it.each([
    ['', ''],
    ['plain $(VAR) $ { }', 'plain $(VAR) $ { }'],
    ['a-${pod.metadata.name}-b', 'a-p-b'],
    ['${ pod.metadata.name }${pod.metadata.namespace}', 'pn'],
    ["${resources['gpu']}", '2'],
    ["${resources['half']}", '0.5'],
    ['${true}', 'true'],
    ['$${pod.metadata.name}', '${pod.metadata.name}'],
    ['$$${', '$${'],
    ["${'}'}", '}'],
    ['${"a\\"}"}', 'a"}'],
    ["${{'a': 'b'}['a']}", 'b'],
  ])('%s is %s', (source, text) => {
    expect(render(source)).toEqual({ ok: true, text });
  });

  it.each([
    ['a ${pod', 'has ${ at character 3 without its }'],
    ["${'}", 'has ${ at character 1 without its }'],
    ['${ }', 'has an empty ${ } at character 1'],
    ['${host.gpus}', "use .join(',') on a list"],
    ['${pod.nothing}', '${ pod.nothing }: '],
    ['${host.nothing}', '${ host.nothing }: '],
  ])('%s is refused', (source, message) => {
    expect(refusal(source)).toContain(message);
  });

  it.each([
    ['text', false],
    ['${pod.metadata.name}', false],
    ['a${node.name}', true],
    ['${pod.metadata.name}${host.os.id}', true],
    ["${'host'}", false],
  ])('%s is late: %s', (source, late) => {
    const result = compileTemplate(source, 'allowed');
    expect(result.ok && result.template.late).toBe(late);
  });

  it('tells what is unknown from what fails, and what is no text', () => {
    expect(render("${pod.metadata.labels['gone']}")).toMatchObject({ ok: false, unknown: true });
    expect(render("${resources['gpu'] / 0}")).toMatchObject({ ok: false, unknown: false });
    expect(render('${pod.spec.replicas}')).toMatchObject({
      ok: false,
      unknown: false,
      message: '${ pod.spec.replicas } is not a text or number',
    });
  });
});
