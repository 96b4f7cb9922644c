import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { documents, latebind } from '../test/build/latebind.ts';
import { pod } from '../test/build/pod.ts';

describe('latebind', () => {
  it.each([
    ['no command', [], /^Usage: latebind/],
    ['a command that does not exist', ['admitt'], /unknown command 'admitt'/],
    ['an option that does not exist', ['lint', '-f', '-', '--files', 'a'], /unknown option '--files'/],
    [
      'a required option that is missing',
      ['lint'],
      /required option '-f, --filename <path...>' not specified/,
    ],
    ['an output that does not exist', ['lint', '-f', '-', '-o', 'xml'], /Allowed choices are text, json/],
    [
      'a namespace that cannot be one',
      ['check', '-f', '-', '-n', 'A_B'],
      /^latebind: "A_B" is not the name of a/,
    ],
    [
      'a file that is not there',
      ['lint', '-f', 'no.yaml'],
      /^latebind: cannot read no\.yaml: there is no such/,
    ],
  ])('ends with 2 for %s, and prints nothing on stdout', async (_what, args, message) => {
    const { code, stdout, stderr } = await latebind(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it.each([['--help'], ['--version'], ['lint', '--help']])('ends with 0 for %s %s', async (...args) => {
    expect(await latebind(args)).toMatchObject({ code: 0, stderr: '' });
  });

  it('says in the help what a command ends with', async () => {
    expect((await latebind(['--help'])).stdout).toMatch(
      /^Exit codes:\n {2}0 {2}.*\n {2}1 .*\n {2}2 .*\n {2}3 .*\n {2}4 /m,
    );
    expect((await latebind(['check', '--help'])).stdout).toMatch(/^ {2}3 {2}something is not, or /m);
  });
});

describe('the program', () => {
  const MAIN = join(import.meta.dirname, 'main.ts');

  it('reads stdin, prints on stdout and stderr, and ends with the code of the command', async () => {
    const child = spawn(process.execPath, [MAIN, 'admit', '-f', '-']);
    const ended = once(child, 'close');
    child.stdin.end(documents(pod().requests('nvidia.com/gpu', 1).build()));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(await ended).toEqual([0, null]);
    expect(stdout).toMatch(/^apiVersion: v1\nkind: Pod\n/);
    expect(stderr).toMatch(/^warning: no preset covers nvidia\.com\/gpu/);
  });

  it('ends with another code than 0 when the answer is no', async () => {
    const child = spawn(process.execPath, [MAIN, 'check', '-f', 'examples/pods/4-rocm.yaml'], {
      cwd: join(import.meta.dirname, '..'),
      stdio: 'ignore',
    });
    expect(await once(child, 'close')).toEqual([3, null]);
  });
});
