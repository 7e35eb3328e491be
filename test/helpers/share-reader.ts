/** A client that looks at a share all the time, in a thread of its own. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** What the client has seen. */
export interface Sights {
  /** Times that it looked. */
  readonly looks: number;
  /** Index files, by the moment at which each was first seen. */
  readonly indexes: number;
  /** Files that were not whole under their name, sets that were not whole when their index was there. */
  readonly problems: readonly string[];
}

const READER = `
const { parentPort, workerData: { root, stop: shared } } = require("node:worker_threads");
const { createHash } = require("node:crypto");
const { readFileSync, readdirSync } = require("node:fs");
const stop = new Int32Array(shared);
const seen = new Map(), indexes = [], problems = [];
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
let looks = 0;
const look = () => {
  looks += 1;
  for (const name of readdirSync(root)) {
    if (name.startsWith(".") || seen.has(name)) continue;
    const bytes = readFileSync(root + "/" + name);
    seen.set(name, { bytes: bytes.length, sha256: sha256(bytes) });
    if (name.endsWith(".index.json")) take(name, bytes.toString());
  }
};
const take = (name, text) => {
  try {
    const { files } = JSON.parse(text);
    indexes.push(...files);
    const there = new Set(readdirSync(root));
    for (const file of files) if (!there.has(file.name)) problems.push(name + " before " + file.name);
  } catch { problems.push(name + " is no index: " + text); }
};
// A millisecond each time is left to the others: the machine may have two cores.
while (Atomics.wait(stop, 0, 0, 1) === "timed-out") look();
look();
for (const { name, bytes, sha256 } of indexes) {
  const first = seen.get(name);
  if (!first || first.bytes !== bytes || first.sha256 !== sha256) problems.push(name + " was partial");
}
const count = [...seen.keys()].filter((name) => name.endsWith(".index.json")).length;
parentPort.postMessage({ looks, indexes: count, problems });
`;

/** Begins to look; the function that it gives ends that. */
export function readShare(root: string): () => Promise<Sights> {
  const stop = new SharedArrayBuffer(4);
  const reader = new Worker(READER, { eval: true, workerData: { root, stop } });
  const told = once(reader, "message");
  return async () => {
    Atomics.store(new Int32Array(stop), 0, 1);
    const [sights] = (await told) as [Sights];
    return sights;
  };
}
