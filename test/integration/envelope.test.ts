/** Envelopes are opened by the client's own programs, with the command that the documents give. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Certificate } from "../../src/certificates/certificate.ts";
import type { EnvelopeForm } from "../../src/packaging/envelope-cipher.ts";
import { encrypt } from "../../src/packaging/envelope.ts";
import { makeCertificate, openssl, type MadeCertificate } from "../helpers/made-certificates.ts";

const CBC: EnvelopeForm = "smime-aes256-cbc";
const GCM: EnvelopeForm = "cms-aes256-gcm";

let folder: string;
let client: MadeCertificate;
let other: MadeCertificate;
let stranger: MadeCertificate;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "quayside-envelope-"));
  client = makeCertificate(folder, "client");
  other = makeCertificate(folder, "other", { key: "rsa:3072" });
  stranger = makeCertificate(folder, "stranger");
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function sample(length: number): Buffer {
  return Buffer.alloc(length, "quayside sample \n");
}

/** Writes the envelope of `content`, cut into `chunkBytes`; gives its path. */
async function seal(
  content: Buffer,
  recipients: readonly Certificate[],
  encryption: EnvelopeForm = CBC,
  chunkBytes = 100_000,
): Promise<string> {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let from = 0; from < content.length; from += chunkBytes) {
      yield content.subarray(from, from + chunkBytes);
    }
  }
  const lines: Buffer[] = [];
  for await (const chunk of encrypt(chunks(), { recipients, encryption })) lines.push(chunk);
  const path = join(folder, "export.zip.smime");
  writeFileSync(path, Buffer.concat(lines));
  return path;
}

/** `openssl smime -decrypt -binary -inkey client.key -in f.smime -out f.zip`, or with cms. */
function opened(
  program: "smime" | "cms",
  path: string,
  { keyPath, certificatePath }: MadeCertificate,
  withRecipient: boolean,
): Buffer {
  const outPath = join(folder, "export.zip");
  rmSync(outPath, { force: true });
  const recipient = withRecipient ? ["-recip", certificatePath] : [];
  const files = ["-inkey", keyPath, "-in", path, "-out", outPath];
  openssl([program, "-decrypt", "-binary", ...files, ...recipient]);
  return readFileSync(outPath);
}

const LENGTHS = [
  0, 1, 15, 16, 17, 47, 48, 49, 65_535, 65_536, 65_537, 262_143, 262_144, 262_145, 1_000_003,
];

describe("openssl smime", () => {
  it.each(LENGTHS)("opens an envelope of %d bytes, with -recip and without", async (length) => {
    const content = sample(length);
    const path = await seal(content, [client.certificate]);
    expect(opened("smime", path, client, false).equals(content)).toBe(true);
    expect(opened("smime", path, client, true).equals(content)).toBe(true);
  });

  it.each([1, 16, 1_000])("opens one whose content came in chunks of %d bytes", async (chunk) => {
    const content = sample(100_001);
    const path = await seal(content, [client.certificate], CBC, chunk);
    expect(opened("smime", path, client, true).equals(content)).toBe(true);
  });

  it("opens one for two recipients with the key of each, in either order", async () => {
    const content = sample(5_000);
    for (const recipients of [
      [client.certificate, other.certificate],
      [other.certificate, client.certificate],
    ]) {
      const path = await seal(content, recipients);
      for (const one of [client, other]) {
        expect(opened("smime", path, one, true).equals(content)).toBe(true);
        expect(opened("smime", path, one, false).equals(content)).toBe(true);
      }
    }
  });

  it("does not open one with another key", async () => {
    const content = sample(5_000);
    const path = await seal(content, [client.certificate]);
    expect(() => opened("smime", path, stranger, true)).toThrow("no recipient matches certificate");
    // Without -recip openssl goes on with a random key, and only the padding tells: by chance it fits.
    const args = ["smime", "-decrypt", "-binary", "-inkey", stranger.keyPath, "-in", path];
    const { status, stdout } = spawnSync("openssl", args);
    expect(status === 0 && stdout.equals(content)).toBe(false);
  });

  it("opens none that is authenticated", async () => {
    const path = await seal(sample(10), [client.certificate], GCM);
    expect(() => opened("smime", path, client, true)).toThrow();
  });
});

describe("openssl cms", () => {
  it.each(LENGTHS)("opens both forms of %d bytes, with -recip and without", async (length) => {
    const content = sample(length);
    for (const form of [CBC, GCM]) {
      const path = await seal(content, [client.certificate, other.certificate], form);
      expect(opened("cms", path, client, false).equals(content)).toBe(true);
      expect(opened("cms", path, other, true).equals(content)).toBe(true);
    }
  });

  it("refuses a wrong key and a changed bit in the authenticated form", async () => {
    const path = await seal(sample(5_000), [client.certificate], GCM);
    const args = ["cms", "-decrypt", "-binary", "-inkey", stranger.keyPath, "-in", path];
    expect(spawnSync("openssl", args).status).not.toBe(0);
    const lines = readFileSync(path, "latin1").split("\n");
    const line = lines[40]!;
    lines[40] = (line.startsWith("A") ? "B" : "A") + line.slice(1);
    writeFileSync(path, lines.join("\n"));
    expect(() => opened("cms", path, client, true)).toThrow();
  });

  it("shows what the design says", async () => {
    const path = await seal(sample(100), [client.certificate]);
    const shown = openssl(["cms", "-cmsout", "-print", "-noout", "-in", path]).toString();
    const fields = shown.split("\n").map((line) => line.trim());
    expect(fields).toContain("contentType: pkcs7-envelopedData (1.2.840.113549.1.7.3)");
    expect(fields).toContain("issuer: CN=client");
    expect(fields).toContain("algorithm: rsaEncryption (1.2.840.113549.1.1.1)");
    expect(fields).toContain("parameter: NULL");
    expect(fields).toContain("contentType: pkcs7-data (1.2.840.113549.1.7.1)");
    expect(fields).toContain("algorithm: aes-256-cbc (2.16.840.1.101.3.4.1.42)");
    expect(fields.filter((line) => line.startsWith("version:"))).toEqual([
      "version: 0",
      "version: 0",
    ]);
    const authenticated = await seal(sample(100), [client.certificate], GCM);
    const other = openssl(["cms", "-cmsout", "-print", "-noout", "-in", authenticated]).toString();
    expect(other).toContain("id-smime-ct-authEnvelopedData (1.2.840.113549.1.9.16.1.23)");
    expect(other).toContain("algorithm: aes-256-gcm (2.16.840.1.101.3.4.1.46)");
  });
});

const hasGpgsm = spawnSync("gpgsm", ["--version"]).status === 0;

describe.skipIf(!hasGpgsm)("gpgsm", () => {
  it("opens an envelope as well", async () => {
    const content = sample(70_000);
    const path = await seal(content, [client.certificate]);
    const ber = Buffer.from(readFileSync(path, "latin1").split("\n\n")[1]!, "base64");
    const berPath = join(folder, "export.p7m");
    writeFileSync(berPath, ber);
    // A path of a socket must be short, so the home is not below the folder of the test.
    const home = mkdtempSync(join(tmpdir(), "qg-"));
    try {
      const bundlePath = join(folder, "client.p12");
      const bundle = ["-inkey", client.keyPath, "-in", client.certificatePath, "-out", bundlePath];
      // The newest ciphers that gpgsm 2.2 knows.
      const old = "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -passout pass:x";
      openssl(["pkcs12", "-export", ...old.split(" "), ...bundle]);
      const common = ["--homedir", home, "--batch", "--yes", "--disable-crl-checks"];
      const passphrase = ["--pinentry-mode", "loopback", "--passphrase-fd", "0"];
      const run = (args: readonly string[], input: string): Buffer =>
        execFileSync("gpgsm", [...common, ...passphrase, ...args], {
          input,
          stdio: ["pipe", "pipe", "pipe"],
        });
      writeFileSync(join(home, "gpg-agent.conf"), "allow-loopback-pinentry\ns2k-count 65536\n");
      run(["--import", bundlePath], "x\n");
      const outPath = join(folder, "export.by-gpgsm");
      run(["--output", outPath, "--decrypt", berPath], "x\n");
      expect(readFileSync(outPath).equals(content)).toBe(true);
    } finally {
      spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
      rmSync(home, { recursive: true, force: true });
    }
  });
});
