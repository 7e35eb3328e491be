/** The main thread's side of the filing thread. */
import type { Clock } from "../core/clock.ts";
import { ThreadClient } from "../core/thread-client.ts";
import type { FilingCalls } from "./filing-calls.ts";

export type Filing = Omit<FilingCalls, "close"> & AsyncDisposable;

/** Starts the thread. @throws {Error} when the system gives none. */
export async function openFiling(clock: Clock): Promise<Filing> {
  const module = new URL("./filing-thread.ts", import.meta.url);
  const thread = await ThreadClient.start<FilingCalls>(module, undefined, {
    clock,
    name: "The filing thread",
  });
  return {
    look: (folderPath, names) => thread.call("look", [folderPath, names]),
    moveIn: (folderPath, inProcessPath, files) =>
      thread.call("moveIn", [folderPath, inProcessPath, files]),
    write: (files) => thread.call("write", [files]),
    move: (moves) => thread.call("move", [moves]),
    sync: (paths, folders) => thread.call("sync", [paths, folders]),
    async [Symbol.asyncDispose]() {
      if (thread.isAlive) await thread.call("close", []);
      await thread.exited();
    },
  };
}
