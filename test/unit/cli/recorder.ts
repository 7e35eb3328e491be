/** A terminal that keeps what commands write. */
import { createLiveBlock } from "../../../src/cli/live-block.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";

const plain = (text: string): string => text;

export function recorder(): { terminal: Terminal; out: string[]; notes: string[] } {
  const out: string[] = [];
  const notes: string[] = [];
  const terminal: Terminal = {
    colours: { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain },
    isScreen: false,
    columns: 100,
    out: (line) => out.push(line),
    note: (line) => notes.push(line),
    stream: async (text) => {
      out.push(text);
    },
    live: () => createLiveBlock({ isTTY: false, columns: 80, write: () => undefined }),
  };
  return { terminal, out, notes };
}
