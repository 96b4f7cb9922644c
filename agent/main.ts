/** The agent: looks at the host it runs on and publishes what it finds on its own Node. */

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`latebind-agent needs Node 22.19 or newer, this is ${process.versions.node}.\n`);
  process.exit(1);
}

// Only now: what an older Node cannot load must not be loaded before it was said.
const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2), process.env);
