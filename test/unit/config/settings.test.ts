/** The settings: what is accepted, what each wrong value is answered with, what comes of nothing. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load-config.ts";
import type { ServiceConfig } from "../../../src/config/service-config.ts";
import { ConfigError } from "../../../src/core/errors.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "quayside-settings-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function config(
  yaml: string | undefined,
  environment: Record<string, string> = {},
): Promise<ServiceConfig> {
  if (yaml !== undefined) await writeFile(join(folder, "service.yml"), yaml);
  return await loadConfig({ workingFolder: folder, environment });
}

async function problems(yaml: string, environment: Record<string, string> = {}): Promise<unknown> {
  const error = await config(yaml, environment).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).details["problems"] ?? (error as ConfigError).message;
}

const EVERYTHING = `
folder: ./exchange
server: TestServer1
virtualUnit: VUBJS
timeZone: Europe/Helsinki
store: sqlite:./var/quayside.db
catalogue: ./var/catalogue.json
automaticImport:
  enabled: true
  user: batch
  settle: 2s
  scan: 30s
  watch: auto
  defaultCountry: FI
  encodingFallback: none
  types: { Directory: { requireExternalId: true, onDuplicate: error } }
users:
  - { name: batch, rights: [import, campaigns, export] }
exports: { certificate: ./var/client.pem, destination: share, retention: 30d }
destinations:
  share: { type: folder, path: ./exchange/Share }
  client: { type: sftp, host: sftp.example.com, port: 22, username: q, privateKeyFile: ./keys/q, hostKey: "SHA256:...", path: /out }
sources: { crm: { type: postgres, urlFile: ./keys/crm.url } }
mail: { url: smtp://localhost:25, from: quayside@example.com, to: [ops@example.com], when: problems }
console: { listen: 127.0.0.1:8480 }
history: { retention: 365d }
log: { level: info }
`;

const WRONG = `
folder: 7
timezone: Europe/Helsinki
automaticImport:
  settle: 2 sec
  watch: sometimes
  limits: { rows: 0, fileSize: 2 gigs }
  types:
    Directry: {}
    Queues: { onDuplicat: skip, maxRejected: many }
users:
  - { name: batch, rights: [import, import, fly] }
  - { rights: [] }
destinations:
  client: { type: sftp, host: h, hostkey: x }
  other: { type: ftp, path: /out }
log: info
`;

describe("settings that are right", () => {
  it("accepts every key of the documented example and makes use of all of them", async () => {
    const found = await config(EVERYTHING);
    expect(found.unused).toEqual([]);
    expect(found.serverFolder).toBe(join(folder, "exchange", "TestServer1_VUBJS"));
    expect(found.timeZone).toBe("Europe/Helsinki");
    expect(found.automaticImport).toMatchObject({
      state: { enabled: true },
      settleMs: 2_000,
      scanMs: 30_000,
      patienceMs: 60_000,
      retryUnresolvedMs: 0,
      defaultCountry: "FI",
      types: { Directory: { requireExternalId: true, onDuplicate: "error" } },
    });
  });

  it("needs no file: the defaults start at the working folder", async () => {
    const found = await config(undefined);
    expect(found).toMatchObject({
      settingsPath: undefined,
      folder: join(folder, "exchange"),
      virtualUnit: "BJS",
      store: { kind: "sqlite", path: join(folder, "var", "quayside.db") },
      socketPath: join(folder, "var", "quayside.sock"),
      historyRetentionMs: 365 * 86_400_000,
      logLevel: "info",
      unused: [],
    });
    expect(found.automaticImport.state).toEqual({ enabled: true });
    expect(found.automaticImport.limits.fileBytes).toBe(2 * 1024 ** 3);
  });

  it("takes the settings as shipped, and a file of comments only", async () => {
    const shipped = await readFile(new URL("../../../service.yml", import.meta.url), "utf8");
    const found = await config(shipped);
    expect(found.unused).toEqual([]);
    expect(found.automaticImport.state).toEqual({ enabled: true });
    expect((await config("# nothing\n")).folder).toBe(join(folder, "exchange"));
  });

  it("gives out a frozen value", async () => {
    const found = await config(EVERYTHING);
    expect(Object.isFrozen(found)).toBe(true);
    expect(Object.isFrozen(found.automaticImport.types["Directory"])).toBe(true);
    expect(Object.isFrozen(found.users[0]?.rights)).toBe(true);
  });

  it("reads sizes and durations with their units", async () => {
    const found = await config(
      "automaticImport: { settle: 500ms, scan: 1.5h, limits: { fileSize: 10MB, inflatedSize: 4096 } }",
    );
    expect(found.automaticImport).toMatchObject({
      settleMs: 500,
      scanMs: 5_400_000,
      limits: { fileBytes: 10_000_000, inflatedBytes: 4_096 },
    });
  });
});

describe("settings that are wrong", () => {
  it("reports every problem at once, with line, key, expectation and value", async () => {
    expect(await problems(WRONG)).toMatchInlineSnapshot(`
      [
        "service.yml:2: folder: expected a text, got 7",
        "service.yml:3: timezone: is not a setting; did you mean timeZone?",
        "service.yml:5: automaticImport.settle: expected a duration: 500ms, 2s, 5m, 12h or 30d, got "2 sec"",
        "service.yml:6: automaticImport.watch: expected one of auto, events, polling, got "sometimes"",
        "service.yml:7: automaticImport.limits.fileSize: expected a size: a number of bytes, or with unit: 512KiB, 200MB, 2GiB, got "2 gigs"",
        "service.yml:7: automaticImport.limits.rows: expected 1 or more, got 0",
        "service.yml:9: automaticImport.types.Directry: is not a setting; did you mean Directory?",
        "service.yml:10: automaticImport.types.Queues.onDuplicat: is not a setting; did you mean onDuplicate?",
        "service.yml:10: automaticImport.types.Queues.maxRejected: expected a whole number, got "many"",
        "service.yml:12: users[0].rights[2]: expected one of import, campaigns, export, got "fly"",
        "service.yml:12: users[0].rights: expected each entry only once, got ["import","import","fly"]",
        "service.yml:13: users[1].name: is missing",
        "service.yml:15: destinations.client.username: is missing",
        "service.yml:15: destinations.client.hostKey: is missing",
        "service.yml:15: destinations.client.path: is missing",
        "service.yml:15: destinations.client.hostkey: is not a setting; did you mean hostKey?",
        "service.yml:16: destinations.other.type: expected one of folder, sftp, got "ftp"",
        "service.yml:17: log: expected a group of keys, got "info"",
      ]
    `);
  });

  it("wants certificate and key of the address of diallers together", async () => {
    expect(await problems(`console: { listen: "127.0.0.1:8480", key: ./a.key }\n`)).toEqual([
      "service.yml:1: console.certificate: is missing; give certificate and key, or neither for http",
    ]);
    expect(await problems(`console: { listen: "127.0.0.1:8480", certificate: a.pem }\n`)).toEqual([
      "service.yml:1: console.key: is missing; give certificate and key, or neither for http",
    ]);
  });

  it("reports values that do not fit together", async () => {
    expect(
      await problems(`
timeZone: Europe/Helsinky
store: postgres://quayside:hush@db.example/quayside
users: [{ name: a, rights: [] }, { name: a, rights: [] }]
exports: { destination: nowhere }
mail: { url: "smtp://me:hush@mail.example:25", from: a@b.c, to: [d@e.f] }
console: { listen: "127.0.0.1:99999" }
`),
    ).toMatchInlineSnapshot(`
      [
        "service.yml:2: timeZone: expected an IANA time zone such as Europe/Helsinki, got "Europe/Helsinky"",
        "service.yml:3: store: expected sqlite:<path>; this version keeps its store in SQLite only, got "postgres://quayside:[secret]@db.example/quayside"",
        "service.yml:4: users[1].name: expected each user only once, got "a"",
        "service.yml:5: exports.destination: expected one of destinations: share, got "nowhere"",
        "service.yml:6: mail.url: expected no password here; use mail.urlFile or the variable QUAYSIDE_MAIL_URL, got "smtp://me:[secret]@mail.example:25"",
        "service.yml:7: console.listen: expected a port up to 65535, got "127.0.0.1:99999"",
      ]
    `);
  });

  it("takes no rules about records for files of jobs, but a marker", async () => {
    const rules = "{ ExportJob: { marker: done, maxRejected: 3 } }";
    expect(await problems(`automaticImport: { types: ${rules} }\n`)).toEqual([
      "service.yml:1: automaticImport.types.ExportJob.maxRejected: is not for files of jobs; expected marker only",
    ]);
  });

  it("says with line and column what is not YAML", async () => {
    expect(await problems("folder: ./a\nfolder: ./b\n")).toMatch(/service\.yml:2:1: .*unique/);
  });

  it("says that a named file does not exist", async () => {
    const options = { settingsPath: "other.yml", workingFolder: folder, environment: {} };
    await expect(loadConfig(options)).rejects.toMatchObject({
      code: "C001",
      message: `the settings file ${join(folder, "other.yml")} does not exist`,
    });
  });
});

describe("settings from the environment", () => {
  it("lays variables over the file, whatever their case and depth", async () => {
    const found = await config(EVERYTHING, {
      QUAYSIDE_STORE: "sqlite:./other.db",
      QUAYSIDE_AUTOMATICIMPORT_SETTLE: "5s",
      quayside_automaticimport_enabled: "false",
      QUAYSIDE_AUTOMATICIMPORT_TYPES_BLOCKEDNUMBERS_MAXREJECTED: "3",
      QUAYSIDE_AUTOMATICIMPORT_LIMITS_FILESIZE: "1000",
      QUAYSIDE_USERS: "[{ name: ops, rights: [import] }]",
      QUAYSIDE_SERVER: "",
    });
    expect(found.store.path).toBe(join(folder, "other.db"));
    expect(found.server).toBe("TestServer1");
    expect(found.users).toEqual([{ name: "ops", rights: ["import"] }]);
    expect(found.automaticImport).toMatchObject({
      settleMs: 5_000,
      state: { enabled: false },
      types: { BlockedNumbers: { maxRejected: 3 }, Directory: { onDuplicate: "error" } },
      limits: { fileBytes: 1_000 },
    });
  });

  it("names the variable when its value is wrong", async () => {
    expect(await problems("", { QUAYSIDE_AUTOMATICIMPORT_WATCH: "often" })).toEqual([
      'QUAYSIDE_AUTOMATICIMPORT_WATCH: automaticImport.watch: expected one of auto, events, polling, got "often"',
    ]);
  });

  it("ignores variables that name nothing, with a warning that has the nearest one", async () => {
    const found = await config("", {
      QUAYSIDE_AUTOMATICIMPORT_SETLE: "5s",
      QUAYSIDE_PORT: "tcp://x",
    });
    expect(found.warnings).toEqual([
      "QUAYSIDE_AUTOMATICIMPORT_SETLE names no setting and is ignored (did you mean QUAYSIDE_AUTOMATICIMPORT_SETTLE?)",
      "QUAYSIDE_PORT names no setting and is ignored",
    ]);
  });

  it("takes a password from the environment that it refuses in the file", async () => {
    const yaml = "mail: { from: a@b.c, to: [d@e.f] }";
    const found = await config(yaml, { QUAYSIDE_MAIL_URL: "smtp://me:hush@mail.example:25" });
    expect(found.unused).toEqual([]);
    expect(JSON.stringify(found)).not.toContain("hush");
  });
});

describe("the user of the imports", () => {
  it("switches imports off with A001 when it is not among users", async () => {
    const { state } = (await config("automaticImport: { user: nobody }")).automaticImport;
    expect(state).toEqual({
      enabled: false,
      code: "A001",
      reason: "automaticImport.user is nobody, who is not among users",
    });
  });

  it("switches imports off with A001 when it lacks rights", async () => {
    const { state } = (await config("users: [{ name: batch, rights: [export] }]")).automaticImport;
    expect(state).toEqual({
      enabled: false,
      code: "A001",
      reason: "the user batch of automaticImport lacks the right import and campaigns",
    });
  });
});
