/** Private keys as clients have them, made by openssl. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readOpeningKey } from "../../src/packaging/opening/opening-key.ts";
import { makeCertificate, openssl, type MadeCertificate } from "../helpers/made-certificates.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const PASS = ["-passout", "pass:a word"];

let kept = "";
let mine: MadeCertificate;
let other: MadeCertificate;

beforeAll(async () => {
  kept = await mkdtemp(join(tmpdir(), "quayside-keys-"));
  mine = makeCertificate(kept, "client");
  other = makeCertificate(kept, "other");
});

afterAll(async () => {
  await rm(kept, { recursive: true, force: true });
});

describe("a private key", () => {
  it.each([
    ["PKCS #8", ["pkey"], false],
    ["PKCS #8 in DER", ["pkey", "-outform", "DER"], false],
    ["PKCS #1", ["rsa", "-traditional"], false],
    ["PKCS #1 in DER", ["rsa", "-traditional", "-outform", "DER"], false],
    ["encrypted PKCS #8", ["pkcs8", "-topk8", ...PASS], true],
    ["encrypted PKCS #8 in DER", ["pkcs8", "-topk8", "-outform", "DER", ...PASS], true],
    ["encrypted PKCS #1", ["rsa", "-traditional", "-aes256", ...PASS], true],
  ])("in the form %s is read", async (_, args, isEncrypted) => {
    const { keyPath, certificatePath } = mine;
    const path = inFolder("k");
    openssl([...args, "-in", keyPath, "-out", path]);
    await writeFile(inFolder("pass"), "a word\r\nand more\n");
    await writeFile(inFolder("wrong"), "another\n");
    const passphrasePath = isEncrypted ? inFolder("pass") : undefined;
    const { key, certificate } = await readOpeningKey({
      keyPath: path,
      passphrasePath,
      certificatePath,
    });
    expect(key.asymmetricKeyType).toBe("rsa");
    expect(certificate?.keyIdentifier).toHaveLength(20);
    if (!isEncrypted) return;
    const without = readOpeningKey({ keyPath: path });
    await expect(without).rejects.toMatchObject({ code: "E008", name: "UsageError" });
    await expect(without).rejects.toThrow("needs a passphrase");
    const wrong = readOpeningKey({ keyPath: path, passphrasePath: inFolder("wrong") });
    await expect(wrong).rejects.toMatchObject({ code: "E008" });
    await expect(wrong).rejects.toThrow("the passphrase does not open");
  });

  it("that is none, or of another kind, is refused", async () => {
    const { certificatePath } = mine;
    const curve = makeCertificate(inFolder(), "curve", {
      key: "ec -pkeyopt ec_paramgen_curve:P-256",
    });
    await writeFile(inFolder("text"), "no key");
    for (const keyPath of [certificatePath, inFolder("text"), curve.keyPath]) {
      await expect(readOpeningKey({ keyPath })).rejects.toMatchObject({ code: "E008" });
    }
    await expect(readOpeningKey({ keyPath: inFolder("none") })).rejects.toMatchObject({
      code: "S009",
    });
    await expect(readOpeningKey({ keyPath: inFolder() })).rejects.toMatchObject({ code: "S010" });
  });

  it("that is not the one of the certificate is refused", async () => {
    const { keyPath } = mine;
    const { certificatePath } = other;
    const read = readOpeningKey({ keyPath, certificatePath });
    await expect(read).rejects.toMatchObject({ code: "E008" });
    const noCertificate = readOpeningKey({ keyPath, certificatePath: keyPath });
    await expect(noCertificate).rejects.toMatchObject({ code: "E007" });
  });

  it("needs a passphrase that is not empty", async () => {
    const { keyPath } = mine;
    await writeFile(inFolder("pass"), "\n");
    const read = readOpeningKey({ keyPath, passphrasePath: inFolder("pass") });
    await expect(read).rejects.toMatchObject({ code: "S010" });
  });
});
