/** What commands write to: results on standard output, all else on standard error. */
import { once } from "node:events";
import pc from "picocolors";
import { createLiveBlock, type LiveBlock } from "./live-block.ts";

export interface Terminal {
  readonly colours: Colours;
  /** Whether standard output is a screen that can be redrawn. */
  readonly isScreen: boolean;
  readonly columns: number;
  /** A line of the result. */
  readonly out: (line: string) => void;
  /** A line for people only. */
  readonly note: (line: string) => void;
  /** Part of a long result, at the reader's pace. */
  readonly stream: (text: string) => Promise<void>;
  /** Lines that are drawn anew in place, on a screen; on standard output or standard error. */
  readonly live: (on: "out" | "note") => LiveBlock;
}

export type Colours = Readonly<
  Record<"bold" | "dim" | "red" | "green" | "yellow" | "cyan", (text: string) => string>
>;

export interface TerminalStreams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export function createTerminal(streams: TerminalStreams = process): Terminal {
  const { stdout, stderr } = streams;
  // Node leaves isTTY undefined for a pipe, and picocolors takes undefined for "decide yourself".
  const isScreen = (stdout.isTTY as boolean | undefined) ?? false;
  return {
    colours: pc.createColors(pc.isColorSupported && isScreen),
    isScreen,
    columns: stdout.columns || 100,
    out: (line) => {
      stdout.write(`${line}\n`);
    },
    note: (line) => {
      stderr.write(`${line}\n`);
    },
    stream: async (text) => {
      if (!stdout.write(text)) await once(stdout, "drain");
    },
    live: (on) => createLiveBlock(on === "out" ? stdout : stderr),
  };
}
