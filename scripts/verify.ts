/**
 * Everything that must be green before a change goes in, one line a step; stops at the first red step with
 * what it printed and the command that repeats it. `npm run verify -- unit types` runs only these steps.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { STEPS, type Step } from './verify-steps.ts';

const ROOT = join(import.meta.dirname, '..');
const BIN = join(ROOT, 'node_modules', '.bin');
/** A step that takes long says so, or a CI system takes it for dead. */
const STILL_RUNNING_MS = 60_000;

interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly seconds: number;
}

function run(step: Step): Promise<Outcome> {
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  return new Promise((resolve) => {
    const child = spawn(step.command, {
      cwd: ROOT,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: `${BIN}:${process.env['PATH'] ?? ''}`,
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        const text = chunk.toString('utf8');
        if (step.live === true) process.stdout.write(text.replace(/^(?=.)/gm, '  '));
        output += text;
      });
    }
    const timer = setInterval(() => {
      if (step.live === true) return;
      console.log(`  … ${step.name} still running, ${elapsed().toFixed(0)} s`);
    }, STILL_RUNNING_MS);
    child.on('error', (error) => {
      output += String(error);
    });
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ code: code ?? 1, output, seconds: elapsed() });
    });
  });
}

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(
      `No such step: ${unknown.join(' ')}. There are: ${STEPS.map((step) => step.name).join(' ')}`,
    );
    return 2;
  }
  let total = 0;
  for (const step of STEPS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const { code, output, seconds } = await run(step);
    total += seconds;
    const result = code === 0 ? 'ok ' : 'RED';
    const summary = code === 0 ? (step.summary?.(output) ?? '') : '';
    console.log(
      `${result} ${step.name.padEnd(10)} ${seconds.toFixed(1).padStart(7)} s  ${summary}`.trimEnd(),
    );
    if (code !== 0) {
      console.log(`\n${output.trimEnd()}\n\nThe step "${step.name}" is red. Repeat it with: ${step.repeat}`);
      return 1;
    }
  }
  console.log(`ok  all        ${total.toFixed(1).padStart(7)} s`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
