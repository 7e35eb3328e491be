import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { createSelfSigned } from "../../../src/certificates/forge.ts";
import { readCertificate } from "../../../src/certificates/read-certificate.ts";
import { openCertificates } from "../../../src/certificates/store.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
const NOW = new Date("2026-06-01T12:00:00.000Z");
const LATER = new Date("2026-06-02T12:00:00.000Z");
const LAST = new Date("2026-06-03T12:00:00.000Z");

let pems: readonly Buffer[];
let prints: readonly string[];

beforeAll(async () => {
  const making = ["one", "two", "three"].map((commonName) =>
    createSelfSigned({ commonName, days: 90, now: NOW }),
  );
  pems = (await Promise.all(making)).map(({ certificatePem }) => Buffer.from(certificatePem));
  prints = pems.map((pem) => readCertificate(pem, "pem").fingerprint);
});

const pem = (index: number): Buffer => pems[index]!;

async function currentOf(owner: string, defaultPath?: string): Promise<string[]> {
  const found = await openCertificates(at("certificates"), { defaultPath }).of(owner);
  return found.map(({ certificate }) => certificate.subject);
}

describe("set", () => {
  it("keeps the certificate in a file named by its fingerprint, in a folder of its user alone", async () => {
    const certificates = openCertificates(at("certificates"));
    const set = await certificates.set("North", pem(0), { now: NOW });
    expect(set).toMatchObject({ owner: "north", addedAt: NOW.toISOString() });
    expect((await stat(at("certificates"))).mode & 0o777).toBe(0o700);
    const path = at("certificates", "north", `${prints[0]!}.pem`);
    expect(await readFile(path, "utf8")).toBe(
      `Added: ${NOW.toISOString()}\n${pem(0).toString()}`.replaceAll("\r", ""),
    );
    expect(await certificates.of("NORTH")).toEqual([set]);
  });

  it("replaces the current one, which is kept for the record", async () => {
    const certificates = openCertificates(at("certificates"));
    await certificates.set("north", pem(0), { now: NOW });
    await certificates.set("north", pem(1), { now: LATER });
    expect(await currentOf("north")).toEqual(["CN=two"]);
    expect(await readdir(at("certificates", "north", "former"))).toEqual([`${prints[0]!}.pem`]);
  });

  it("adds beside the current one, and of three the oldest leaves", async () => {
    const certificates = openCertificates(at("certificates"));
    await certificates.set("north", pem(0), { now: NOW });
    await certificates.set("north", pem(1), { now: LATER, add: true });
    expect(await currentOf("north")).toEqual(["CN=one", "CN=two"]);
    await certificates.set("north", pem(2), { now: LAST, add: true });
    expect(await currentOf("north")).toEqual(["CN=two", "CN=three"]);
    await certificates.set("north", pem(0), { now: LAST });
    expect(await currentOf("north")).toEqual(["CN=one"]);
  });

  it("of one that is current already changes nothing but its date", async () => {
    const certificates = openCertificates(at("certificates"));
    await certificates.set("north", pem(0), { now: NOW });
    await certificates.set("north", pem(1), { now: LATER, add: true });
    await certificates.set("north", pem(0), { now: LAST, add: true });
    expect(await currentOf("north")).toEqual(["CN=two", "CN=one"]);
    expect(await readdir(at("certificates", "north", "former"))).toEqual([]);
  });

  it("refuses one that can't be used now, and leaves the current one", async () => {
    const certificates = openCertificates(at("certificates"));
    await certificates.set("north", pem(0), { now: NOW });
    const late = new Date("2026-12-01T00:00:00Z");
    await expect(certificates.set("north", pem(1), { now: late })).rejects.toMatchObject({
      name: "InputError",
      code: "E002",
    });
    const early = new Date("2026-05-01T00:00:00Z");
    await expect(certificates.set("north", pem(1), { now: early })).rejects.toMatchObject({
      code: "E003",
    });
    expect(await currentOf("north")).toEqual(["CN=one"]);
  });

  it.each(["../x", "", ".", "a/b", "a b", "-x", "con", "x.", "ü", "a".repeat(65)])(
    "refuses %j as an owner",
    async (owner) => {
      const certificates = openCertificates(at("certificates"));
      await expect(certificates.set(owner, pem(0), { now: NOW })).rejects.toMatchObject({
        name: "UsageError",
        code: "S010",
      });
      await expect(certificates.of(owner)).rejects.toMatchObject({ code: "S010" });
    },
  );
});

describe("the certificate of the settings", () => {
  it("stands for the default owner while the folder has none", async () => {
    await writeFile(at("client.pem"), pem(0));
    expect(await currentOf("default", at("client.pem"))).toEqual(["CN=one"]);
    expect(await currentOf("north", at("client.pem"))).toEqual([]);
    const certificates = openCertificates(at("certificates"), { defaultPath: at("client.pem") });
    await certificates.set("default", pem(1), { now: NOW });
    expect(await currentOf("default", at("client.pem"))).toEqual(["CN=two"]);
  });

  it("stays beside one that is added", async () => {
    await writeFile(at("client.pem"), pem(0));
    await utimes(at("client.pem"), NOW, NOW);
    const certificates = openCertificates(at("certificates"), { defaultPath: at("client.pem") });
    await certificates.set("default", pem(1), { now: LATER, add: true });
    await rm(at("client.pem"));
    expect(await currentOf("default", at("client.pem"))).toEqual(["CN=one", "CN=two"]);
  });

  it("does not take the place of one in the folder that is damaged", async () => {
    await writeFile(at("client.pem"), pem(0));
    await mkdir(at("certificates", "default"), { recursive: true });
    await writeFile(at("certificates", "default", "x.pem"), "not a certificate");
    await expect(currentOf("default", at("client.pem"))).rejects.toMatchObject({ code: "E007" });
  });

  it("that is missing is named", async () => {
    const certificates = openCertificates(at("certificates"), { defaultPath: at("client.pem") });
    const { damaged } = await certificates.list();
    expect(damaged).toEqual([
      {
        owner: "default",
        path: at("client.pem"),
        message: `${at("client.pem")} can't be read as a certificate: there is no such file`,
      },
    ]);
  });
});

describe("the folder", () => {
  it("may not be there yet", async () => {
    expect(await currentOf("default")).toEqual([]);
    const list = await openCertificates(at("certificates")).list();
    expect(list).toEqual({ certificates: [], damaged: [] });
  });

  it("lists all owners, and names what is damaged without failing", async () => {
    const certificates = openCertificates(at("certificates"));
    await certificates.set("south", pem(1), { now: NOW });
    await certificates.set("north", pem(0), { now: NOW });
    await writeFile(at("certificates", "north", "zz.pem"), pem(0).subarray(0, 300));
    await writeFile(at("certificates", "north", ".zz.pem.quayside.tmp"), "half");
    await writeFile(at("certificates", "README"), "");
    const { certificates: all, damaged } = await certificates.list();
    expect(all.map(({ owner, certificate }) => `${owner} ${certificate.subject}`)).toEqual([
      "north CN=one",
      "south CN=two",
    ]);
    expect(damaged.map(({ owner, path }) => [owner, path])).toEqual([
      ["north", at("certificates", "north", "zz.pem")],
    ]);
    expect(await currentOf("north")).toEqual(["CN=one"]);
  });

  it("takes a certificate that somebody put there by hand, since its file was changed", async () => {
    await mkdir(at("certificates", "north"), { recursive: true });
    await writeFile(at("certificates", "north", "client.pem"), pem(0));
    await utimes(at("certificates", "north", "client.pem"), NOW, NOW);
    const [found] = await openCertificates(at("certificates")).of("north");
    expect(found).toMatchObject({ owner: "north", addedAt: NOW.toISOString() });
  });
});
