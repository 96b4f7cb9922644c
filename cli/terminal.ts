/** Where a command reads, prints and says how it ended; tests have one of their own. */
export interface Terminal {
  /** A line of what was asked for. */
  readonly print: (text: string) => void;
  /** A line for the person: reasons, warnings, errors. */
  readonly say: (text: string) => void;
  readonly stdin: () => Promise<string>;
  exitCode: number;
}

export const processTerminal: Terminal = {
  print: (text) => console.log(text),
  say: (text) => console.error(text),
  async stdin() {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  },
  get exitCode() {
    return Number(process.exitCode ?? 0);
  },
  set exitCode(code) {
    process.exitCode = code;
  },
};
