/** Artifacts that other programs made: openssl encrypts, Info-ZIP, 7-Zip and Python pack. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpeningKey } from "../../src/packaging/opening/decrypt-message.ts";
import { readOpeningKey } from "../../src/packaging/opening/opening-key.ts";
import { makeCertificate, openssl, type MadeCertificate } from "../helpers/made-certificates.ts";
import { missingProgram } from "../helpers/missing-program.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { openOne } from "../unit/packaging/opening/made-artifacts.ts";
import { handMadeZip } from "../unit/packaging/opening/hand-made-zip.ts";
import { jsonLines, KIB, MIB, noise } from "../unit/packaging/sample-content.ts";

const run = promisify(execFile);
const missing = missingProgram("zip", "7z", "/usr/bin/python3");
const inFolder = useTemporaryFolder();
let kept = "";
let mine: MadeCertificate;
let other: MadeCertificate;
let key: OpeningKey;

beforeAll(async () => {
  kept = await mkdtemp(join(tmpdir(), "quayside-keys-"));
  mine = makeCertificate(kept, "mine");
  other = makeCertificate(kept, "other");
  key = await readOpeningKey({ keyPath: mine.keyPath });
});

afterAll(async () => {
  await rm(kept, { recursive: true, force: true });
});

describe("what openssl has encrypted", () => {
  const content = noise(300_000);
  const archive = handMadeZip([{ name: "a.bin", content, isStored: true }]);

  async function expectOpened(args: readonly string[], opening = key): Promise<void> {
    await writeFile(inFolder("x.zip"), archive);
    const files = ["-in", inFolder("x.zip"), "-out", inFolder("x.zip.smime")];
    openssl([...args.slice(0, 2), "-binary", ...files, ...args.slice(2)]);
    await openOne(inFolder("x.zip.smime"), opening, inFolder("out"));
    expect((await readFile(inFolder("out", "a.bin"))).equals(content)).toBe(true);
    await rm(inFolder("out"), { recursive: true });
  }

  it.each([
    ["smime", "-des3"],
    ["smime", "-aes128"],
    ["smime", "-aes192"],
    ["smime", "-aes256"],
    ["cms", "-des3"],
    ["cms", "-aes128"],
    ["cms", "-aes192"],
    ["cms", "-aes256"],
    ["cms", "-aes-128-gcm"],
    ["cms", "-aes-192-gcm"],
    ["cms", "-aes-256-gcm"],
  ])("by %s %s is opened in every form", async (program, cipher) => {
    const headed = ["-to", "a@b.example", "-subject", "x"];
    for (const form of ["SMIME", "PEM", "DER"]) {
      for (const more of [[], ["-stream"], ["-crlfeol"], ...(form === "DER" ? [] : [headed])]) {
        const args = [program, "-encrypt", cipher, "-outform", form, ...more, mine.certificatePath];
        await expectOpened(args);
      }
    }
  });

  it("without a cipher is opened", async () => {
    await expectOpened(["smime", "-encrypt", mine.certificatePath]);
    await expectOpened(["cms", "-encrypt", mine.certificatePath]);
  });

  it("to several recipients is opened by each, with and without the certificate", async () => {
    const { certificatePath, keyPath } = mine;
    const theirs = await readOpeningKey({ keyPath: other.keyPath });
    const named = await readOpeningKey({ keyPath, certificatePath });
    for (const program of ["smime", "cms"]) {
      const args = [program, "-encrypt", "-aes256", other.certificatePath, certificatePath];
      await expectOpened(args);
      await expectOpened(args, theirs);
      await expectOpened(args, named);
    }
    await expect(
      expectOpened(["cms", "-encrypt", "-aes256", other.certificatePath]),
    ).rejects.toMatchObject({ code: "E008" });
    await expect(
      expectOpened(["cms", "-encrypt", "-aes256", other.certificatePath], named),
    ).rejects.toMatchObject({ code: "E008" });
  });

  it.each([
    ["key identifiers", ["-keyid"]],
    ["OAEP", ["-keyopt", "rsa_padding_mode:oaep"]],
    ["OAEP with SHA-256", ["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"]],
  ])("with %s is opened", async (_, more) => {
    const { certificatePath, keyPath } = mine;
    const named = await readOpeningKey({ keyPath, certificatePath });
    const args = ["cms", "-encrypt", "-aes256", "-recip", certificatePath, ...more];
    for (const opening of [key, named]) await expectOpened(args, opening);
  });

  it("with a password, or only signed, is refused by name", async () => {
    const password = ["cms", "-encrypt", "-aes256", "-pwri_password", "x"];
    await expect(expectOpened(password)).rejects.toMatchObject({ code: "E008" });
    const { certificatePath, keyPath } = mine;
    const signing = ["-signer", certificatePath, "-inkey", keyPath, "-nodetach"];
    await expect(expectOpened(["cms", "-sign", ...signing])).rejects.toThrow("is signed");
  });
});

describe.skipIf(missing)("what another program has packed", () => {
  const contents = {
    "a/lines.json": jsonLines(700_000),
    "a/noise.bin": noise(500_000),
    "a/empty.txt": Buffer.alloc(0),
    "Größe.txt": Buffer.from("ü"),
  };

  async function putContents(): Promise<void> {
    await mkdir(inFolder("source", "a"), { recursive: true });
    for (const [name, bytes] of Object.entries(contents)) {
      await writeFile(inFolder("source", name), bytes);
    }
  }

  /** Encrypts every file of the folder `packed`, as a script of a client might. */
  async function expectOpened(): Promise<number> {
    const names = await readdir(inFolder("packed"));
    await mkdir(inFolder("in"));
    for (const name of names) {
      const files = ["-in", inFolder("packed", name), "-out", inFolder("in", `${name}.smime`)];
      openssl(["smime", "-encrypt", "-binary", "-aes256", ...files, mine.certificatePath]);
    }
    const { problems } = await openOne(inFolder("in"), key, inFolder("out"));
    expect(problems).toEqual([]);
    for (const [name, bytes] of Object.entries(contents)) {
      expect((await readFile(inFolder("out", name))).equals(bytes), name).toBe(true);
    }
    return names.length;
  }

  async function pack(program: string, ...args: readonly string[]): Promise<void> {
    await putContents();
    await mkdir(inFolder("packed"));
    const env = { ...process.env, LC_ALL: "C.UTF-8" };
    await run(program, [...args], { cwd: inFolder("source"), maxBuffer: 16 * MIB, env });
  }

  it("in one archive of Info-ZIP is unpacked", async () => {
    await pack("zip", "-qr", "../packed/x.zip", ".");
    expect(await expectOpened()).toBe(1);
  });

  it("in one archive of Info-ZIP as a stream, with data descriptors, is unpacked", async () => {
    await pack("sh", "-c", "zip -qr - . | cat > ../packed/x.zip");
    expect(await expectOpened()).toBe(1);
  });

  it.each([
    ["6", "64k"],
    ["0", "64k"],
    ["6", "200k"],
  ])("in true volumes of Info-ZIP (level %s, %s) is joined", async (level, size) => {
    await pack("zip", "-qr", `-${level}`, "-s", size, "../packed/x.zip", ".");
    expect(await expectOpened()).toBeGreaterThan(2);
  });

  it.each([["-tzip"], ["-tzip", "-mx=0"], ["-tzip", "-mx=9"]])(
    "in an archive of 7-Zip (%s %s) is unpacked",
    async (...options) => {
      await pack("7z", "a", "-bd", ...options, inFolder("packed", "x.zip"), ".");
      expect(await expectOpened()).toBe(1);
    },
  );

  it.each(["ZIP_DEFLATED", "ZIP_STORED"])(
    "in an archive of Python (%s) with ZIP64 is unpacked",
    async (method) => {
      const script = `
import os, zipfile
with zipfile.ZipFile("../packed/x.zip", "w", zipfile.${method}) as archive:
    for folder, _, names in os.walk("."):
        for name in names:
            path = os.path.join(folder, name)
            with archive.open(os.path.relpath(path, "."), "w", force_zip64=True) as entry:
                entry.write(open(path, "rb").read())`;
      await pack("/usr/bin/python3", "-c", script);
      expect(await expectOpened()).toBe(1);
    },
  );

  it("in a Python archive with a symbolic link is refused", async () => {
    const script = `
import zipfile
with zipfile.ZipFile("../packed/x.zip", "w") as archive:
    entry = zipfile.ZipInfo("link")
    entry.external_attr = 0o120777 << 16
    archive.writestr(entry, "/etc/passwd")`;
    await pack("/usr/bin/python3", "-c", script);
    await expect(expectOpened()).rejects.toMatchObject({ code: "E011" });
  });

  it("in 7-Zip's cut pieces is refused, because they are no volumes", async () => {
    await pack(
      "7z",
      "a",
      "-bd",
      "-tzip",
      "-mx=0",
      `-v${400 * KIB}b`,
      inFolder("packed", "x.zip"),
      ".",
    );
    await expect(expectOpened()).rejects.toMatchObject({ name: "UsageError" });
  });
});
