/** Every form that an artifact can have, opened by programs that nobody here wrote. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExportRun } from "../../src/store/export-run.ts";
import {
  clientsMissing,
  decryptBy,
  openByAll,
  recordsOf,
  storeSays,
  type Opened,
} from "../helpers/client-programs.ts";
import { untilEnded, untilExportHeld } from "../helpers/daemon-http.ts";
import {
  BOUND,
  bulk,
  contactAttributesOfEveryKind,
  contactsOfEveryKind,
  interactionsOfEveryKind,
  jsonLines,
  MEDIA,
  type Made,
} from "../helpers/every-kind.ts";
import { addJob, giveCertificate, run, type ClientKey } from "../helpers/exporting.ts";
import { makeKey } from "../helpers/ssh-keys.ts";
import { Workspace } from "../helpers/workspace.ts";

const BULK_BYTES = 65_536;
const BULK = bulk(132, { documentBytes: BULK_BYTES, seed: 7 });
const EVERY = interactionsOfEveryKind();
const INTERACTIONS = [...EVERY, ...BULK.interactions];

let workspace: Workspace;
let key: ClientKey;

beforeAll(async () => {
  workspace = await Workspace.create(`  limits: { cellCharacters: 200000 }
destinations:
  share: { type: folder, path: ./exchange/Share }
  away: { type: sftp, host: 127.0.0.1, port: 1, username: q, privateKeyFile: ./q, path: /, hostKey: "SHA256:none" }
`);
  makeKey(join(workspace.path, "q"));
  key = await giveCertificate(workspace);
  await workspace.start();
  await imported("Contact", "all.jsonl", contactsOfEveryKind());
  await imported("ContactAttribute", "all.jsonl", contactAttributesOfEveryKind());
  await imported("Interaction", "all.jsonl", INTERACTIONS);
  await imported("Document", "all.jsonl", BULK.documents);
});
afterAll(() => workspace.remove());

async function imported(type: string, name: string, records: readonly Made[]): Promise<void> {
  await workspace.drop(type, name, jsonLines(records));
  const { status, files } = await workspace.result(type, name);
  if (status !== "Succeeded") throw new Error(await workspace.read(type, files["log"] ?? ""));
}

let jobs = 0;
const INTERACTION = { Source: "contact-history", Type: "interaction", Timeframe: "all" };

/** Runs a one-time job of these fields to its end. */
async function exported(fields: Readonly<Record<string, unknown>>): Promise<ExportRun> {
  jobs += 1;
  const job = await addJob(workspace, { Title: `Job ${jobs}`, Run: "once", ...fields });
  return await untilEnded(workspace, job);
}

async function opened(fields: Readonly<Record<string, unknown>>): Promise<Opened> {
  const { id, state, error } = await exported(fields);
  expect({ state, error }).toEqual({ state: "Finished", error: undefined });
  return await openByAll(workspace, { id, key });
}

const byKey = (name: string) => (a: Made, b: Made) =>
  String(a[name]).localeCompare(String(b[name]));

describe.skipIf(clientsMissing !== undefined)(
  "Y1: an artifact opened by openssl smime and cms, 7-Zip, unzip, Python and jsonschema",
  () => {
    it("Y1: one file with every kind of value - what was imported, unchanged", async () => {
      const archive = await opened({ ...INTERACTION, MediaTypes: MEDIA.join(";") });
      expect([...archive.files.keys()].sort()).toEqual([
        "interaction/Interaction.json",
        "manifest.json",
        "schema/interaction.json",
      ]);
      expect(recordsOf(archive, "interaction/Interaction.json")).toEqual(EVERY);
      const [count] = await storeSays(
        workspace,
        "SELECT count(*) FROM Interaction WHERE MEDIATYPEID <> 'bulk'",
      );
      expect(archive.records).toEqual({ "Interaction.json": Number(count) });
    });

    it("Y1: contacts with their attributes - what was imported, unchanged", async () => {
      const archive = await opened({
        Source: "contact-history",
        Type: "contact",
        Timeframe: "all",
      });
      expect([...archive.files.keys()].sort()).toEqual([
        "contact/Contact.json",
        "contact/ContactAttribute.json",
        "manifest.json",
        "schema/contact.json",
        "schema/contactattribute.json",
      ]);
      const contacts = recordsOf(archive, "contact/Contact.json");
      const attributes = recordsOf(archive, "contact/ContactAttribute.json");
      expect(contacts.toSorted(byKey("CONTACTID"))).toEqual(contactsOfEveryKind());
      expect(attributes.toSorted(byKey("ID"))).toEqual(
        contactAttributesOfEveryKind().toSorted(byKey("ID")),
      );
    });

    it.each([
      ["3 volumes", "3MiB", 3, 3],
      ["over 120 volumes", "64KiB", 121, 200],
    ])("Y1: an archive in %s of %s - every volume opens, nothing is missing", async (...form) => {
      const [, SplitSize, least, most] = form;
      const archive = await opened({ ...INTERACTION, MediaTypes: "bulk", SplitSize });
      expect(archive.volumes).toBeGreaterThanOrEqual(least);
      expect(archive.volumes).toBeLessThanOrEqual(most);
      expect(archive.records).toEqual({
        "Interaction.json": BULK.interactions.length,
        "Interaction-Attachment.json": BULK.documents.length,
      });
      expect(recordsOf(archive, "interaction/Interaction-Attachment.json")).toEqual(BULK.documents);
    });

    it("Y3: no record at all - the manifest alone, or no artifact with SkipEmpty", async () => {
      const never = { ...INTERACTION, Timeframe: "1999-01-01..1999-01-02" };
      const archive = await opened(never);
      expect([...archive.files.keys()]).toEqual(["manifest.json"]);
      const skipped = await exported({ ...never, SkipEmpty: "yes" });
      expect(skipped).toMatchObject({ state: "Finished", artifact: "None", files: [] });
    });

    it("takes the media types that it names and no other", async () => {
      const archive = await opened({ ...INTERACTION, MediaTypes: "chat;voice" });
      const wanted = EVERY.filter((one) => one["MEDIATYPEID"] !== "email");
      expect(recordsOf(archive, "interaction/Interaction.json")).toEqual(wanted);
    });

    it.each(["STARTDATE", "MODIFIEDDATE"])(
      "takes an interval of %s with its begin and without its end, to the millisecond",
      async (DateField) => {
        const begin = "2026-03-31T23:59:59.999Z";
        const before = await opened({ ...INTERACTION, DateField, Timeframe: `${begin}..${BOUND}` });
        const wanted = EVERY.filter((one) => one[DateField] === begin);
        expect(recordsOf(before, "interaction/Interaction.json")).toEqual(wanted);
        const after = await opened({
          ...INTERACTION,
          DateField,
          Timeframe: `${BOUND}..2026-05-01`,
        });
        const rest = EVERY.filter((one) => String(one[DateField]) >= BOUND);
        expect(recordsOf(after, "interaction/Interaction.json")).toEqual(rest);
      },
    );
  },
);

describe.skipIf(clientsMissing !== undefined)("Y2: whom an artifact is encrypted to", () => {
  const SMALL = { ...INTERACTION, MediaTypes: "chat" };

  it("Y2: two owners - the key of each opens it, another key does not", async () => {
    const north = await giveCertificate(workspace, "north");
    const south = await giveCertificate(workspace, "south");
    const { id, certificates } = await exported({ ...SMALL, Certificates: "north;south" });
    expect(certificates).toHaveLength(2);
    for (const one of [north, south]) await openByAll(workspace, { id, key: one });
    const stranger = run("openssl", [
      ...["smime", "-decrypt", "-binary", "-inkey", key.keyPath, "-recip", key.certificatePath],
      ...["-in", join(workspace.path, `exchange/Share/export-${id}.zip.smime`)],
    ]);
    await expect(stranger).rejects.toThrow(/no recipient matches/i);
  });

  it("Y2: a rotation - both keys while it goes on, the next one alone after it", async () => {
    const before = await giveCertificate(workspace, "turning");
    const next = await giveCertificate(workspace, "next");
    const set = (...options: string[]) =>
      workspace.quayside(
        "certificate",
        "set",
        next.certificatePath,
        "--owner",
        "turning",
        ...options,
      );
    expect((await set("--add")).code).toBe(0);
    const during = await exported({ ...SMALL, Certificates: "turning" });
    for (const one of [before, next]) await openByAll(workspace, { id: during.id, key: one });
    expect((await set()).code).toBe(0);
    const after = await exported({ ...SMALL, Certificates: "turning" });
    await openByAll(workspace, { id: after.id, key: next });
    expect(after.certificates).toHaveLength(1);
    expect(during.certificates).toContain(after.certificates?.[0]);
  });

  it("Y2: cms-aes256-gcm - opened by openssl cms, refused by openssl smime", async () => {
    const { id } = await exported({ ...SMALL, Encryption: "cms-aes256-gcm" });
    const archive = await openByAll(workspace, { id, key }, ["cms"]);
    expect(archive.records).toEqual({ "Interaction.json": 14 });
    await expect(decryptBy("smime", workspace, { id, key })).rejects.toThrow(/Error/);
  });
});

describe.skipIf(clientsMissing !== undefined)("an Info Mart", () => {
  const factsOf = (archive: Opened): readonly string[] => {
    const rows =
      archive.files.get("INTERACTION_FACT.csv")?.toString().trimEnd().split("\r\n") ?? [];
    return rows.slice(1).flatMap((row) => /(?:IXN|NEW)\d+/.exec(row)?.[0] ?? []);
  };
  const found = (...numbers: number[]): readonly Made[] =>
    numbers.map((number) => ({
      IXNID: `NEW${number}`,
      STATUS: 1,
      ENTITYTYPEID: 2,
      MEDIATYPEID: "new",
      STARTDATE: "2021-01-01T00:00:00.000Z",
      MODIFIEDDATE: "2021-01-01T00:00:00.000Z",
    }));

  it("holds every table with its header, and as many facts as the store", async () => {
    const archive = await opened({ Source: "info-mart", Timeframe: "all" });
    const [count] = await storeSays(workspace, "SELECT count(*) FROM Interaction");
    expect(archive.records["INTERACTION_FACT.csv"]).toBe(Number(count));
    expect([...archive.files.keys()].sort()).toEqual([
      "CALL_RESULT.csv",
      "CAMPAIGN_GROUP_SESSION_FACT.csv",
      "CONTACT_ATTEMPT_FACT.csv",
      "CTL_AUDIT_LOG.csv",
      "DATE_TIME.csv",
      "INTERACTION_FACT.csv",
      "INTERACTION_RESOURCE_FACT.csv",
      "MEDIATION_SEGMENT_FACT.csv",
      "RESOURCE_.csv",
      "manifest.json",
    ]);
  });

  it("takes as delta what has changed since its last publication, whatever failed meanwhile", async () => {
    await giveCertificate(workspace, "lost");
    const delta = { Source: "info-mart", Run: "cron 0 0 1 1 *", Timeframe: "delta" };
    const job = await addJob(workspace, { Title: "Delta", ...delta });
    let count = 0;
    const runNow = async (): Promise<void> => {
      count += 1;
      expect((await workspace.quayside("jobs", "run", job)).code).toBe(0);
    };
    const edit = async (...fields: string[]): Promise<void> => {
      expect((await workspace.quayside("jobs", "edit", job, ...fields)).code).toBe(0);
    };
    const facts = async (): Promise<readonly string[]> => {
      await runNow();
      const { id, state } = await untilEnded(workspace, job, { count });
      expect(state).toBe("Finished");
      return factsOf(await openByAll(workspace, { id, key }, ["smime"]));
    };
    expect(await facts()).toHaveLength(EVERY.length);

    await imported("Interaction", "new-1.jsonl", found(1, 2));
    await edit("Certificates=lost");
    await rm(join(workspace.path, "var/certificates/lost"), { recursive: true });
    await runNow();
    const failed = await untilEnded(workspace, job, { count });
    expect(failed).toMatchObject({ state: "Failed", error: { code: "E001" }, artifact: "None" });

    await edit("Certificates=~", "Destination=away");
    await runNow();
    await untilExportHeld(workspace, job, "P001");
    expect((await workspace.quayside("jobs", "cancel", job)).code).toBe(0);
    expect(await untilEnded(workspace, job, { count })).toMatchObject({ state: "Cancelled" });

    const changed = { ...EVERY[5], SUBJECT: "changed since" };
    await imported("Interaction", "new-2.jsonl", [...found(3), changed]);
    await edit("Destination=~");
    expect([...(await facts())].sort()).toEqual([EVERY[5]?.["IXNID"], "NEW1", "NEW2", "NEW3"]);
    expect(await facts()).toEqual([]);
  });
});
