/** Enveloping 1 GB as S/MIME text, from a file to nowhere, against openssl doing the same. */
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSelfSigned } from "../../src/certificates/forge.ts";
import { inTurn, median, seconds, timed, type CaseResult, type Measured } from "../measure.ts";

const BYTES = 1_000_000_000;
const CHUNK = 1_000_000;

/** The built program in a process of its own, whose start counts as openssl's does. */
const ENCRYPT = `
import { createReadStream, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
const [contentPath, certificatePath] = process.argv.slice(1);
const { readCertificate } = await import(${JSON.stringify(new URL("../../dist/certificates/read-certificate.js", import.meta.url))});
const { encrypt } = await import(${JSON.stringify(new URL("../../dist/packaging/envelope.js", import.meta.url))});
const recipients = [readCertificate(readFileSync(certificatePath), certificatePath)];
const content = createReadStream(contentPath, { highWaterMark: 1_048_576 });
const nowhere = await open("/dev/null", "w");
const encryption = "smime-aes256-cbc";
for await (const chunk of encrypt(content, { recipients, encryption })) await nowhere.writeFile(chunk);
await nowhere.close();
console.log(process.resourceUsage().maxRSS / 1024);
`;

async function ours(contentPath: string, certificatePath: string): Promise<Measured> {
  let peakMiB = 0;
  const elapsed = await timed(async () => {
    const args = ["--input-type=module", "-e", ENCRYPT, contentPath, certificatePath];
    peakMiB = Number(execFileSync(process.execPath, args, { encoding: "utf8" }));
  });
  return { seconds: elapsed, peakMiB };
}

async function theirs(contentPath: string, certificatePath: string): Promise<Measured> {
  const how = ["cms", "-encrypt", "-stream", "-binary", "-aes-256-cbc"];
  const elapsed = await timed(async () => {
    execFileSync("openssl", [...how, "-in", contentPath, "-out", "/dev/null", certificatePath]);
  });
  return { seconds: elapsed };
}

export async function encryptionCase(rounds: number): Promise<CaseResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "quayside-bench-"));
  try {
    const contentPath = join(folder, "content");
    const certificatePath = join(folder, "client.pem");
    const file = openSync(contentPath, "w");
    for (let written = 0; written < BYTES; written += CHUNK) writeSync(file, randomBytes(CHUNK));
    closeSync(file);
    const made = await createSelfSigned({ commonName: "bench", days: 1, now: new Date() });
    writeFileSync(certificatePath, made.certificatePem);
    const { a, b } = await inTurn(
      rounds,
      () => ours(contentPath, certificatePath),
      () => theirs(contentPath, certificatePath),
    );
    const version = spawnSync("openssl", ["version"]).stdout.toString().split(" ", 2).join(" ");
    return [
      {
        name: "encryption alone, 1 GB",
        against: `${version} cms -encrypt -stream`,
        goal: 1.2,
        better: "less",
        ours: `${seconds(a).toFixed(2)} s`,
        theirs: `${seconds(b).toFixed(2)} s`,
        ratio: seconds(a) / seconds(b),
        note: `peak ${median(a.map((m) => m.peakMiB ?? 0)).toFixed(0)} MiB`,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
