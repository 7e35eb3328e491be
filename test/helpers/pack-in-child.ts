/**
 * A process that packs one large file and a small one, and tells how much memory it took. Arguments:
 * lines or zeros, megabytes, level, megabytes of a volume, and the folder to write to, if any.
 */
import { open } from "node:fs/promises";
import path from "node:path";
import { packArchive } from "../../src/packaging/pack-archive.ts";
import { jsonLines, MIB, MODIFIED } from "../unit/packaging/sample-content.ts";

const [kind, megabytes, level, splitMegabytes, folder] = process.argv.slice(2);
const block = kind === "lines" ? jsonLines(MIB) : Buffer.alloc(MIB);

function* repeated(): Generator<Buffer> {
  for (let i = 0; i < Number(megabytes); i += 1) yield block;
}

async function* files() {
  yield { name: "large.json", modifiedAt: MODIFIED, content: repeated() };
  yield { name: "small.json", modifiedAt: MODIFIED, content: [Buffer.from("end")] };
}

const startMb = process.resourceUsage().maxRSS / 1024;
const options = {
  level: Number(level),
  splitSizeBytes: Number(splitMegabytes) * MIB,
  form: Number(splitMegabytes) === 1024 ? "auto" : "split",
} as const;
let volumes = 0;
for await (const { number, content } of packArchive(files(), options)) {
  volumes = number;
  const file = folder === undefined ? undefined : await open(path.join(folder, `${number}`), "w");
  for await (const bytes of content) await file?.write(bytes);
  await file?.close();
}
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ volumes, startMb, peakMb }));
