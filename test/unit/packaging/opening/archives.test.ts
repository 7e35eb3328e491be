/** Archives that are unpacked, and archives that are not: whatever is in them, nothing leaves the folder. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Unpacked } from "../../../../src/packaging/opening/unpack.ts";
import { useTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { handMadeZip, type HandMadeEnd, type HandMadeEntry } from "./hand-made-zip.ts";
import { openOne } from "./made-artifacts.ts";

const inFolder = useTemporaryFolder();
const TEXT = Buffer.from("some text\n".repeat(1_000));

async function unpacked(entries: readonly HandMadeEntry[], end?: HandMadeEnd): Promise<Unpacked> {
  await writeFile(inFolder("x.zip"), handMadeZip(entries, end));
  return await openOne(inFolder("x.zip"), undefined, inFolder("out"));
}

async function left(): Promise<readonly string[]> {
  const found = await readdir(inFolder(), { recursive: true });
  return found.filter((name) => name !== "x.zip" && name !== "out").sort();
}

describe("an archive", () => {
  it("gives its files and folders, packed and stored", async () => {
    const { files, problems, manifest } = await unpacked([
      { name: "a/b/packed.txt", content: TEXT },
      { name: "a/stored.txt", content: TEXT, isStored: true },
      { name: "a/empty.txt" },
      { name: "void/", isStored: true, mode: 0o040755 },
      { name: "Größe – 漢字.txt", content: TEXT, mode: 0 },
    ]);
    expect({ problems, manifest }).toEqual({ problems: [], manifest: undefined });
    const sha256 = createHash("sha256").update(TEXT).digest("hex");
    expect(files[0]).toEqual({
      name: "a/b/packed.txt",
      path: inFolder("out", "a", "b", "packed.txt"),
      bytes: TEXT.length,
      sha256,
      records: undefined,
    });
    expect(await left()).toEqual([
      "out/Größe – 漢字.txt",
      "out/a",
      "out/a/b",
      "out/a/b/packed.txt",
      "out/a/empty.txt",
      "out/a/stored.txt",
      "out/void",
    ]);
    expect((await readFile(inFolder("out/a/stored.txt"))).equals(TEXT)).toBe(true);
  });

  it("may be empty, and may end with a comment that looks like an end", async () => {
    expect((await unpacked([])).files).toEqual([]);
    const comment = Buffer.concat([Buffer.from("504b0506", "hex"), Buffer.alloc(40, 1)]);
    expect((await unpacked([{ name: "a", content: TEXT }], { comment })).files).toHaveLength(1);
  });
});

describe("a name", () => {
  it.each([
    ["../a"],
    ["a/../../b"],
    [".."],
    ["/etc/passwd"],
    ["a//b"],
    ["./a"],
    ["C:/a"],
    ["C:a"],
    ["a:stream"],
    ["a\\b"],
    ["..\\a"],
    ["\\\\server\\share"],
    ["a\0b"],
    ["a\nb"],
    ["nul"],
    ["a/CON.txt"],
    ["com1.json"],
    ["a."],
    ["a "],
    [""],
    ["/"],
    ["a".repeat(256)],
    [`${"abcdefg/".repeat(200)}a`],
  ])("%j is refused, and nothing is unpacked", async (name) => {
    const entries = [
      { name: "good.txt", content: TEXT },
      { name, content: TEXT },
    ];
    await expect(unpacked(entries)).rejects.toMatchObject({ code: "E011" });
    expect(await left()).toEqual([]);
  });

  it.each([
    ["a.txt", "A.TXT"],
    ["a.txt", "a.txt"],
    ["a/b", "A"],
    ["a", "a/"],
    ["a", "a/b/c"],
    ["\u00e9", "e\u0301"],
  ])("%j together with %j is refused", async (one, other) => {
    const entries = [one, other].map((name) => ({
      name,
      ...(name.endsWith("/") ? { isStored: true } : { content: TEXT }),
    }));
    await expect(unpacked(entries)).rejects.toMatchObject({ code: "E011" });
    expect(await left()).toEqual([]);
  });

  it("that is not UTF-8 is refused", async () => {
    const entries = [{ name: Buffer.from("gr\u00fcn.txt", "latin1"), content: TEXT }];
    await expect(unpacked(entries)).rejects.toMatchObject({ code: "E009" });
  });

  it.each([
    ["a symbolic link", 0o120777],
    ["a device", 0o020644],
    ["a pipe", 0o010644],
  ])("of %s is refused", async (_, mode) => {
    const entries = [{ name: "a", content: Buffer.from("/etc/passwd"), isStored: true, mode }];
    await expect(unpacked(entries)).rejects.toMatchObject({ code: "E011" });
  });

  it("of a folder with content is refused", async () => {
    await expect(unpacked([{ name: "a/", content: TEXT }])).rejects.toMatchObject({ code: "E011" });
  });
});

describe("a file whose", () => {
  const cases: readonly (readonly [string, Partial<HandMadeEntry>, string])[] = [
    ["CRC-32 is wrong", { crc: 1 }, "CRC-32"],
    ["size is more than was said", { sizeBytes: TEXT.length - 1 }, "more than"],
    ["size is less than was said", { sizeBytes: TEXT.length + 1 }, "instead of"],
    ["packed content is damaged", { packed: Buffer.alloc(60, 0xff) }, "can't be unpacked"],
    ["packed content is cut off", { packed: deflateRawSync(TEXT).subarray(0, -5) }, "unpacked"],
    [
      "packed content has more behind it",
      { packed: Buffer.concat([deflateRawSync(TEXT), Buffer.alloc(300_000)]) },
      "there is more",
    ],
    ["local header has another name", { localName: "c.txt" }, "another one"],
  ];
  it.each(cases)("%s is named and not written; the others are", async (_, wrong, text) => {
    const { files, problems } = await unpacked([
      { name: "a.txt", content: TEXT },
      { name: "b.txt", content: TEXT, ...wrong },
      { name: "d.txt", content: TEXT },
    ]);
    expect(files.map(({ name }) => name)).toEqual(["a.txt", "d.txt"]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: "E009", file: "b.txt" });
    expect(problems[0]?.message).toContain(text);
    expect(await left()).toEqual(["out/a.txt", "out/d.txt"]);
  });
});

describe("an archive is refused as a whole", () => {
  const zeros = Buffer.alloc(50_000_000);
  const cases: readonly (readonly [string, readonly HandMadeEntry[], HandMadeEnd])[] = [
    ["when it tells of a file and has none", [], { entries: 1 }],
    ["when it has fewer files than it says", [{ name: "a", content: TEXT }], { entries: 2 }],
    ["when its directory has another size", [{ name: "a" }], { directoryBytes: 46 }],
    ["when its directory is somewhere else", [{ name: "a" }], { offset: 3 }],
    ["when its directory would be behind its end", [{ name: "a" }], { offset: 0xfffffff0 }],
    [
      "when two files share their bytes",
      [
        { name: "a", content: TEXT },
        { name: "b", offset: 0 },
      ],
      {},
    ],
    ["when a file reaches into the directory", [{ name: "a", packedBytes: 5_000 }], {}],
    [
      "when a file would be larger than deflate can pack",
      [{ name: "a", content: TEXT, sizeBytes: 2 ** 31 }],
      {},
    ],
    [
      "when a stored file has two sizes",
      [{ name: "a", isStored: true, content: TEXT, sizeBytes: 5 }],
      {},
    ],
    ["when a file has a password", [{ name: "a", flags: 0x0801 }], {}],
    ["when a file is packed by another method", [{ name: "a", method: 14 }], {}],
    ["when a large number has no field", [{ name: "a", sizeBytes: 0xffffffff }], {}],
  ];
  it.each(cases)("%s", async (_, entries, end) => {
    await expect(unpacked(entries, end)).rejects.toMatchObject({ code: "E009" });
    expect(await left()).toEqual([]);
  });

  it("with an error that no name of it can turn into commands for the terminal", async () => {
    const refused = unpacked([{ name: "a\u001b[2J", flags: 0x0801 }]);
    await expect(refused).rejects.toThrow("a\\u001b[2J is protected");
  });

  it("and one that packs very well is not", async () => {
    const { files } = await unpacked([{ name: "a", content: zeros }]);
    expect(files[0]?.bytes).toBe(zeros.length);
  });
});

describe("in the folder", () => {
  it("no file is overwritten, unless it is forced", async () => {
    await unpacked([{ name: "a/b.txt", content: TEXT }]);
    await writeFile(inFolder("out/a/b.txt"), "mine");
    const entries = [{ name: "0.txt" }, { name: "a/b.txt", content: TEXT }];
    const again = unpacked(entries);
    await expect(again).rejects.toMatchObject({ code: "S010" });
    await expect(again).rejects.toThrow(inFolder("out/a/b.txt"));
    expect(await readFile(inFolder("out/a/b.txt"), "utf8")).toBe("mine");
    expect(await left()).toEqual(["out/a", "out/a/b.txt"]);
    await openOne(inFolder("x.zip"), undefined, inFolder("out"), { overwrite: true });
    expect((await readFile(inFolder("out/a/b.txt"))).equals(TEXT)).toBe(true);
  });

  it("nothing is written through a link, also when it is forced", async () => {
    await mkdir(inFolder("elsewhere"));
    await mkdir(inFolder("out"));
    await symlink(inFolder("elsewhere"), inFolder("out/a"));
    await symlink(inFolder("target"), inFolder("out/b"));
    await writeFile(inFolder("x.zip"), handMadeZip([{ name: "a/b", content: TEXT }]));
    const options = { overwrite: true };
    const through = openOne(inFolder("x.zip"), undefined, inFolder("out"), options);
    await expect(through).rejects.toMatchObject({ code: "S005" });
    await writeFile(inFolder("x.zip"), handMadeZip([{ name: "b", content: TEXT }]));
    const onto = openOne(inFolder("x.zip"), undefined, inFolder("out"), options);
    await expect(onto).rejects.toMatchObject({ code: "S010" });
    expect(await left()).toEqual(["elsewhere", "out/a", "out/b"]);
  });

  it("what an earlier attempt left under a temporary name does not matter", async () => {
    await mkdir(inFolder("out"));
    await writeFile(inFolder("out/.a.quayside.tmp"), "half");
    await unpacked([{ name: "a", content: TEXT }]);
    expect(await left()).toEqual(["out/a"]);
  });
});
