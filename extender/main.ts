import { FlagError, HELP, parseFlags } from './flags.ts';

/** client-node does not load on less, and fails there with a stack trace that says nothing. */
const WANTED_NODE = [22, 19] as const;

async function main(): Promise<number> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < WANTED_NODE[0] || (major === WANTED_NODE[0] && minor < WANTED_NODE[1])) {
    console.error(
      `extender: needs Node.js ${WANTED_NODE.join('.')} or newer, this is ${process.versions.node}`,
    );
    return 1;
  }
  try {
    const flags = parseFlags(process.argv.slice(2));
    if (flags === 'help') {
      process.stdout.write(HELP);
      return 0;
    }
    const { run } = await import('./run.ts');
    await run(flags);
    return 0;
  } catch (error) {
    console.error(`extender: ${error instanceof Error ? error.message : String(error)}`);
    return error instanceof FlagError ? 2 : 1;
  }
}

process.exit(await main());
