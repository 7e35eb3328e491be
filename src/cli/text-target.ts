/** Where long text goes: standard output, or a file that gets its name once it is whole. */
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fromSystem } from "../core/errors.ts";
import { temporaryName } from "../files/atomic-write.ts";
import type { Terminal } from "./terminal.ts";

export interface TextTarget extends AsyncDisposable {
  write(text: string): Promise<void>;
  finish(): Promise<void>;
}

const FLUSH_CHARS = 64 * 1024;

/** @throws {OperatorError} S005 {TransientError} S004 as the file system says. */
export async function openTextTarget(
  terminal: Terminal,
  path: string | undefined,
): Promise<TextTarget> {
  if (path === undefined) return buffered((text) => terminal.stream(text));
  const finalPath = resolve(path);
  const temporaryPath = join(dirname(finalPath), temporaryName(basename(finalPath)));
  const guarded = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      throw fromSystem(error, `Writing ${finalPath}`);
    }
  };
  const file = await guarded(() => open(temporaryPath, "w"));
  const target = buffered((text) => guarded(() => file.appendFile(text)));
  return {
    write: (text) => target.write(text),
    finish: async () => {
      await target.finish();
      await guarded(async () => {
        await file.sync();
        await file.close();
        await rename(temporaryPath, finalPath);
      });
    },
    [Symbol.asyncDispose]: async () => {
      await file.close();
      await rm(temporaryPath, { force: true });
    },
  };
}

function buffered(write: (text: string) => Promise<void>): TextTarget {
  let buffer = "";
  const flush = async (): Promise<void> => {
    const text = buffer;
    buffer = "";
    if (text !== "") await write(text);
  };
  return {
    write: async (text) => {
      buffer += text;
      if (buffer.length >= FLUSH_CHARS) await flush();
    },
    finish: flush,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
