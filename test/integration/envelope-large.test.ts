/** Large envelopes: memory does not grow with them, and openssl opens them. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, rmSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { makeCertificate, openssl, type MadeCertificate } from "../helpers/made-certificates.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
const child = new URL("../helpers/encrypt-in-child.ts", import.meta.url).pathname;
const MB = 1_000_000;

let client: MadeCertificate;

beforeEach(() => {
  client = makeCertificate(at(), "client");
});

function encryptInChild(
  bytes: number,
  form: string,
  path?: string,
): { encrypted: number; peakMiB: number } {
  const args = [String(bytes), client.certificatePath, form, ...(path === undefined ? [] : [path])];
  const output = execFileSync(process.execPath, ["--import", "tsx", child, ...args], {
    encoding: "utf8",
  });
  return JSON.parse(output) as { encrypted: number; peakMiB: number };
}

async function sha256(chunks: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}

describe("an envelope of 100 MB", () => {
  it.each([
    ["smime", "smime-aes256-cbc"],
    ["cms", "cms-aes256-gcm"],
  ])("is opened by openssl %s, byte for byte", async (program, form) => {
    const length = 100 * MB;
    encryptInChild(length, form, at("f.smime"));
    const keys = ["-inkey", client.keyPath, "-recip", client.certificatePath];
    openssl([program, "-decrypt", "-binary", ...keys, "-in", at("f.smime"), "-out", at("f")]);
    rmSync(at("f.smime"));
    const content = Buffer.alloc(131_072, "quayside sample \n");
    const expected = createHash("sha256");
    for (let left = length; left > 0; left -= content.length) {
      expected.update(content.subarray(0, Math.min(left, content.length)));
    }
    expect(await sha256(createReadStream(at("f")))).toBe(expected.digest("hex"));
  });
});

describe("memory", () => {
  it("does not grow with the content", () => {
    const small = encryptInChild(20 * MB, "smime-aes256-cbc");
    const large = encryptInChild(500 * MB, "smime-aes256-cbc");
    expect(large.encrypted).toBeGreaterThan(650 * MB);
    expect(large.peakMiB - small.peakMiB).toBeLessThan(60);
    expect(large.peakMiB).toBeLessThan(200);
  });
});
