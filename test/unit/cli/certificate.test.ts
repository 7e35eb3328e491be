/** `certificate` on a folder of its own, with no daemon. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { certificateCommand } from "../../../src/cli/commands/certificate.ts";
import { runProgram } from "../../../src/cli/program.ts";
import type { ServiceCalls } from "../../../src/cli/service-calls.ts";
import { createSelfSigned, type SelfSigned } from "../../../src/certificates/forge.ts";
import { readCertificate } from "../../../src/certificates/read-certificate.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { recorder } from "./recorder.ts";

const MADE = new Date("2026-06-01T00:00:00.000Z");

let folder: string;
let now: Date;
let client: SelfSigned;
let next: SelfSigned;

beforeAll(async () => {
  client = await createSelfSigned({ commonName: "client", days: 60, now: MADE });
  next = await createSelfSigned({ commonName: "next", days: 400, now: MADE });
});

beforeEach(async () => {
  now = MADE;
  folder = await mkdtemp(join(tmpdir(), "quayside-certificate-"));
  await writeFile(join(folder, "service.yml"), "server: test\n");
  await writeFile(join(folder, "client.pem"), client.certificatePem);
  await writeFile(join(folder, "next.pem"), next.certificatePem);
  await writeFile(join(folder, "client.key"), client.keyPem);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function run(...argv: string[]): Promise<{ code: number; out: string; notes: string }> {
  const { terminal, out, notes } = recorder();
  const clock = { ...systemClock, now: () => now };
  const commands = [certificateCommand];
  const deps = { terminal, clock, calls: {} as ServiceCalls, commands, version: "1" };
  const settings = ["--settings", join(folder, "service.yml")];
  const code = await runProgram(deps, ["certificate", ...argv, ...settings]);
  return { code, out: out.join("\n"), notes: notes.join("\n") };
}

const file = (name: string): string => join(folder, name);

describe("certificate", () => {
  it("set keeps it and shows what it is", async () => {
    const { code, out, notes } = await run("set", file("client.pem"));
    expect(code).toBe(0);
    const { fingerprint, serialNumber } = readCertificate(Buffer.from(client.certificatePem), "");
    expect(out.split("\n")).toEqual([
      "owner          default",
      "subject        CN=client",
      "issuer         CN=client",
      `serial number  ${serialNumber}`,
      "key            rsa 2048 bits",
      "valid          2026-06-01T00:00:00.000Z to 2026-07-31T00:00:00.000Z, 60 days left",
      `fingerprint    SHA-256 ${fingerprint}`,
      "added          2026-06-01T00:00:00.000Z",
    ]);
    expect(notes).toBe(
      "default has 1 current certificate; exports that start from now on are encrypted to it",
    );
  });

  it("set of one that soon ends is done, with a warning", async () => {
    now = new Date("2026-07-20T00:00:00.000Z");
    const { code, out } = await run("set", file("client.pem"), "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      owner: "default",
      daysLeft: 11,
      problems: [{ severity: "warning", code: "E012" }],
    });
  });

  it.each([
    ["client.key", "E007", "private key"],
    ["absent.pem", "E007", "there is no such file"],
    ["", "E007", "it is a folder"],
  ])("set of %j ends with 4 and says why", async (name, expected, why) => {
    const { code, notes } = await run("set", file(name));
    expect(code).toBe(4);
    expect(notes).toContain(expected);
    expect(notes).toContain(why);
  });

  it("set of one that has expired ends with 4, and the current one stays", async () => {
    await run("set", file("next.pem"));
    now = new Date("2026-09-01T00:00:00.000Z");
    const { code, notes } = await run("set", file("client.pem"));
    expect(code).toBe(4);
    expect(notes).toContain("E002 the certificate of CN=client expired on 2026-07-31");
    expect((await run("show")).out).toContain("CN=next");
  });

  it("show tells both of a rotation, and what is wrong", async () => {
    await run("set", file("client.pem"), "--owner", "north");
    now = new Date(now.getTime() + 60_000);
    await run("set", file("next.pem"), "--owner", "north", "--add");
    now = new Date("2026-09-01T00:00:00.000Z");
    const { code, out } = await run("show", "North");
    expect(code).toBe(0);
    expect(out).toContain("CN=client");
    expect(out).toContain("CN=next");
    expect(out).toContain("2026-07-31T00:00:00.000Z, expired");
    expect(out).toContain("error          E002 the certificate of CN=client expired");
    const { certificates } = JSON.parse((await run("show", "north", "--json")).out) as {
      certificates: { subject: string; problems: { code: string }[] }[];
    };
    expect(certificates.map(({ subject, problems }) => [subject, problems.length])).toEqual([
      ["CN=client", 1],
      ["CN=next", 0],
    ]);
  });

  it("show ends with 6 where there is none, with the way to give one", async () => {
    const { code, notes } = await run("show", "south");
    expect(code).toBe(6);
    expect(notes).toContain("E001 there is no certificate of south");
    expect(notes).toContain("quayside certificate set <file> --owner south");
  });

  it("list has a line for each, the one of the settings among them", async () => {
    await writeFile(file("service.yml"), "server: test\nexports: { certificate: ./client.pem }\n");
    await run("set", file("next.pem"), "--owner", "north");
    const { out } = await run("list");
    expect(out.split("\n").map((line) => line.replace(/\S+\.\.\.$/, "..."))).toEqual([
      "owner    subject    key            valid until  days left  problems  fingerprint",
      "default  CN=client  rsa 2048 bits  2026-07-31   60                   ...",
      "north    CN=next    rsa 2048 bits  2027-07-06   400                  ...",
    ]);
    await rm(file("client.pem"));
    const { code, notes } = await run();
    expect(code).toBe(0);
    expect(notes).toContain(`default: E007 ${file("client.pem")} can't be read as a certificate`);
  });

  it("refuses an owner that is no plain name with 2", async () => {
    const { code, notes } = await run("set", file("client.pem"), "--owner", "../x");
    expect(code).toBe(2);
    expect(notes).toContain(`S010 "../x" can't be the owner of a certificate`);
  });
});
