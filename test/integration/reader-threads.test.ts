import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { createReaderThreads, type ReaderThreads } from "../../src/drop/reader-threads.ts";

let threads: ReaderThreads;
afterEach(() => threads[Symbol.asyncDispose]());

it("reading threads serve again, two of them that have nothing to do; a third one ends", async () => {
  threads = createReaderThreads(64);
  const [one, two, three] = [threads.take(), threads.take(), threads.take()];
  expect(new Set([one, two, three]).size).toBe(3);
  const ended = once(three, "exit");
  for (const worker of [one, two, three]) threads.release(worker);
  await ended;
  expect(new Set([threads.take(), threads.take()])).toEqual(new Set([one, two]));
  expect([one, two]).not.toContain(threads.take());
});

it("a reading thread that has died is not used again", async () => {
  threads = createReaderThreads(64);
  const one = threads.take();
  await one.terminate();
  threads.release(one);
  expect(threads.take()).not.toBe(one);
});
