/** Hostile names and things that are no files: in the drop folder of a real daemon. */
import { execFile } from "node:child_process";
import {
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  symlink,
  unlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkInvariants, type Dropped } from "../helpers/invariants.ts";
import { until } from "../helpers/until.ts";
import { type ResultFile, Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

const skill = (name: string): string => `Name\n${name}\n`;

/** Files of skills with these names, each with a record of its own. */
function skillFiles(names: readonly string[]): {
  dropped: Dropped[];
  tables: { Skills: { Name: string }[] };
} {
  return {
    dropped: names.map((name, i) => ({
      type: "Skills",
      name,
      content: skill(`S${i}`),
      status: "Succeeded",
    })),
    tables: { Skills: names.map((_, i) => ({ Name: `S${i}` })) },
  };
}

async function dropAll(files: readonly Dropped[]): Promise<void> {
  const past = new Date(Date.now() - 60_000);
  for (const { type } of files) await mkdir(workspace.folder(type), { recursive: true });
  for (const [index, { type, name, content }] of files.entries()) {
    // The last name of a folder may be 255 bytes long: no room for a temporary one around it.
    const temporaryPath = workspace.folder(type, `.${index}.tmp`);
    await writeFile(temporaryPath, content);
    await utimes(temporaryPath, past, past);
    await rename(temporaryPath, workspace.folder(type, name));
  }
}

/** Results in History; a dropped file may bear their ending too. */
async function resultsOf(type: string): Promise<ResultFile[]> {
  const names = (await readdir(workspace.folder(type, "History"))).filter((name) =>
    name.endsWith(".result"),
  );
  const texts = await Promise.all(names.map((name) => workspace.read(type, name)));
  return texts.filter((text) => text.startsWith("{")).map((text) => JSON.parse(text) as ResultFile);
}

describe("a name", () => {
  it("N1: long, strange and misleading names - each is imported under its own name", async () => {
    const names = [
      `${"x".repeat(251)}.csv`,
      `${"é".repeat(125)}.csv`,
      `${"\u{1f600}".repeat(62)}.csv`,
      "Jose\u0301.csv",
      "Jos\u00e9.csv",
      "A.csv",
      "a.csv",
      "-rf.csv",
      "--help.csv",
      "a b  c.csv",
      "'quoted \"twice\"'.csv",
      "100%25 %s %n.csv",
      "$(touch x)`id`;&|.csv",
      "2026-11-20T10:15:00.csv",
      "<b>*?.csv",
      "gpj.\u202evsc.csv",
      "a\u200bb.csv",
      "..a.csv".slice(1).replace(".", "_"),
      "console.csv",
      "com10.csv",
      "a.b.c.d.csv",
      "20260101_000000_x.csv",
      "20260101_000000_x.csv.csv",
    ];
    const { dropped, tables } = skillFiles(names);
    await workspace.start();
    await dropAll(dropped);
    await checkInvariants(workspace, { dropped, tables });
    const sources = (await workspace.results("Skills")).map(({ files }) => files["source"] ?? "");
    expect(new Set(sources).size).toBe(names.length);
    expect(sources.filter((source) => Buffer.byteLength(source) > 241)).toEqual([]);
    const history = await workspace.quayside("history", "--json", "--limit", "100");
    const runs = (JSON.parse(history.stdout) as { runs: { file: string }[] }).runs;
    expect(runs.map(({ file }) => file).sort()).toEqual([...names].sort());
    const shown = await workspace.quayside("history", "--limit", "100");
    expect(shown.stdout).not.toMatch(/[\u202e\u200b]/);
  });

  it("N1: names of our own files beside the file itself - nothing is overwritten, F003 where it is no format", async () => {
    const content = "Name,Description\nS0,\n,x\n";
    const foreign = [
      "x.csv.result",
      "x.csv.log",
      "x.csv.err",
      "x.csv.2.err",
      "x.csv.9.err",
      "20260101_000000_x.csv.log",
    ];
    const dropped: Dropped[] = [
      ...foreign.map((name): Dropped => ({
        type: "Skills",
        name,
        content: name,
        status: "Failed",
      })),
      { type: "Skills", name: "x.csv.rejected.csv", content: skill("S1"), status: "Succeeded" },
      { type: "Skills", name: "x.csv", content, status: "PartiallySucceeded" },
    ];
    await dropAll(dropped);
    await workspace.start();
    const results = await until("all results", async () => {
      const found = await resultsOf("Skills");
      return found.length === dropped.length && found;
    });
    const sources = results.map(({ files }) => workspace.read("Skills", files["source"] ?? ""));
    expect((await Promise.all(sources)).sort()).toEqual(dropped.map((file) => file.content).sort());
    for (const { status, codes } of results.filter(({ status }) => status === "Failed")) {
      expect([status, Object.keys(codes)]).toEqual(["Failed", ["F003"]]);
    }
  });

  it("N1: names that no program can open or that hide something - left alone, with a line in the log", async () => {
    const names = [
      "a\nb.csv",
      "a\r\n.csv",
      "a\tb.csv",
      "a\u0085.csv",
      "CON",
      "nul.csv",
      "Lpt1.csv",
      "a.csv.",
      "a.csv ",
      "a\\b.csv",
    ];
    await workspace.start();
    await dropAll(
      names.map((name) => ({ type: "Skills", name, content: skill("never"), status: "Failed" })),
    );
    const bytes = Buffer.concat([
      Buffer.from(`${workspace.folder("Skills")}/`),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(".csv"),
    ]);
    await writeFile(bytes, skill("never"));
    await workspace.drop("Skills", "good.csv", skill("Good"));
    await workspace.result("Skills", "good.csv");
    const reports = (): string[] =>
      workspace.log.split("\n").filter((line) => line.includes('"drop.passed"'));
    await until("a line for each name", () => reports().length === names.length + 1);
    expect(await readdir(workspace.folder("Skills"), "buffer")).toHaveLength(names.length + 1 + 2);
    expect((await workspace.results("Skills")).length).toBe(1);
  });
});

describe("what is no file", () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  it("N1: links, FIFOs, sockets, devices and folders - never taken, never opened, and files beside them go on", async () => {
    const secretPath = join(workspace.path, "secret.csv");
    await writeFile(secretPath, skill("Secret"));
    await workspace.start();
    const at = (name: string): string => workspace.folder("Skills", name);
    await symlink(secretPath, at("link.csv"));
    await symlink("/etc", at("folder-link.csv"));
    await symlink(join(workspace.path, "nowhere"), at("dangling.csv"));
    await symlink(at("loop.csv"), at("loop.csv"));
    await symlink("/dev/zero", at("device.csv"));
    await mkdir(at("folder.csv"));
    await writeFile(at("folder.csv/inside.csv"), skill("Inside"));
    await promisify(execFile)("mkfifo", [at("fifo.csv"), at("fifo.json"), at("fifo.xlsx")]);
    server = createServer().listen(at("socket.csv"));
    const strangers = (await readdir(workspace.folder("Skills"))).filter((name) =>
      name.includes("."),
    );
    const { dropped, tables } = skillFiles(["one.csv", "two.csv"]);
    await dropAll(dropped);
    for (const { name } of dropped) await workspace.result("Skills", name);
    await until("a line for each of them", () => {
      const lines = workspace.log
        .split("\n")
        .filter((line) => line.includes("is not a regular file"));
      return lines.length === strangers.length;
    });
    expect(
      (await readdir(workspace.folder("Skills"))).filter((name) => name.includes(".")).sort(),
    ).toEqual(strangers.sort());
    expect(await readFile(secretPath, "utf8")).toBe(skill("Secret"));
    for (const name of strangers.filter((each) => each !== "folder.csv")) await unlink(at(name));
    await checkInvariants(workspace, { dropped, tables });
  });

  it("N1: a hard link - imported, and the other name keeps the content", async () => {
    const otherPath = join(workspace.path, "other.csv");
    const { dropped, tables } = skillFiles(["hard.csv"]);
    await workspace.start();
    await writeFile(otherPath, skill("S0"));
    const past = new Date(Date.now() - 60_000);
    await utimes(otherPath, past, past);
    await link(otherPath, workspace.folder("Skills", "hard.csv"));
    await checkInvariants(workspace, { dropped, tables });
    expect(await readFile(otherPath, "utf8")).toBe(skill("S0"));
  });
});
