/** An archive of more than 1 GiB; takes minutes, so it runs with QUAYSIDE_LARGE=1 only. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesOfIndex } from "../helpers/client-programs.ts";
import { untilEnded } from "../helpers/daemon-http.ts";
import { jsonLines, randomBytes } from "../helpers/every-kind.ts";
import { addJob, giveCertificate, run, sharePath, type ClientKey } from "../helpers/exporting.ts";
import { Workspace } from "../helpers/workspace.ts";

const DOCUMENTS = 1_120;
const DOCUMENT_BYTES = 2 ** 20;
const MINUTES = 60_000;

let workspace: Workspace;
let key: ClientKey;

describe.skipIf(process.env["QUAYSIDE_LARGE"] !== "1")("over 1 GiB of archive", () => {
  beforeAll(async () => {
    workspace = await Workspace.create();
    key = await giveCertificate(workspace);
    await workspace.start();
    const interaction = { IXNID: "LARGE", MEDIATYPEID: "email", STATUS: 3, ENTITYTYPEID: 0 };
    await workspace.drop("Interaction", "one.jsonl", jsonLines([interaction]));
    await dropDocuments();
    const { status } = await workspace.result("Document", "large.jsonl", 15 * MINUTES);
    expect(status).toBe("Succeeded");
  }, 20 * MINUTES);
  afterAll(() => workspace.remove());

  it(
    "Y3: volume at its cap of 1 GiB - split by itself, opened by openssl and 7-Zip, every byte there",
    async () => {
      const fields = { Source: "contact-history", Type: "interaction", Timeframe: "all" };
      const job = await addJob(workspace, { ...fields, Title: "Large", Run: "once" });
      const { id, files = [], state } = await untilEnded(workspace, job, { limitMs: 10 * MINUTES });
      expect(state).toBe("Finished");
      expect(files).toHaveLength(2);
      expect(workspace.log).toContain('"export.split"');
      expect(await peakMb()).toBeLessThan(700);
      const opened = join(workspace.path, "opened");
      await mkdir(opened);
      for (const name of await filesOfIndex(sharePath(workspace), id)) {
        const command = ["smime", "-decrypt", "-binary", "-inkey", key.keyPath];
        const out = join(opened, name.replace(/\.smime$/, ""));
        await run("openssl", [...command, "-in", join(sharePath(workspace), name), "-out", out]);
        await rm(join(sharePath(workspace), name));
      }
      expect(await manifestLine(opened, id)).toBe(await unpackedLine(opened, id));
    },
    15 * MINUTES,
  );
});

/** 1.1 GiB that can't be packed, as a file of documents. */
async function dropDocuments(): Promise<void> {
  await mkdir(workspace.folder("Document"), { recursive: true });
  const temporaryPath = workspace.folder("Document", ".large.jsonl.tmp");
  const stream = createWriteStream(temporaryPath);
  const random = randomBytes(11);
  for (let number = 0; number < DOCUMENTS; number++) {
    const CONTENT = random(DOCUMENT_BYTES).toString("base64");
    const document = { DOCUMENTID: `D${number}`, ENTITYID: "LARGE", CONTENT };
    if (!stream.write(`${JSON.stringify(document)}\n`)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "close");
  const past = new Date(Date.now() - 60_000);
  await utimes(temporaryPath, past, past);
  await rename(temporaryPath, workspace.folder("Document", "large.jsonl"));
}

/** Of the daemon, from its start on. */
async function peakMb(): Promise<number> {
  const status = await readFile(`/proc/${workspace.pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** What the manifest says of the documents: records, bytes, SHA-256. */
async function manifestLine(opened: string, id: string): Promise<string> {
  const name = `export-${id}/manifest.json`;
  const { stdout } = await run("7z", ["e", "-so", join(opened, `export-${id}.zip`), name]);
  const { files } = JSON.parse(stdout) as {
    files: { name: string; records: number; bytes: number; sha256: string }[];
  };
  const file = files.find((one) => one.name.includes("Attachment"));
  return `${file?.records} ${file?.bytes} ${file?.sha256}`;
}

/** The same of what 7-Zip unpacks, counted and hashed on its way: nothing of it need fit in memory. */
async function unpackedLine(opened: string, id: string): Promise<string> {
  const name = `export-${id}/interaction/Interaction-Attachment-${id}.json`;
  const script = `7z e -so "$1" "$2" | tee >(wc -lc >"$3/count") | sha256sum >"$3/sum"; wait`;
  const zipPath = join(opened, `export-${id}.zip`);
  await run("bash", ["-o", "pipefail", "-ec", script, "bash", zipPath, name, opened]);
  const [records, bytes] = (await readFile(join(opened, "count"), "utf8")).trim().split(/\s+/);
  const [sha256] = (await readFile(join(opened, "sum"), "utf8")).split(" ");
  return `${records} ${bytes} ${sha256}`;
}
