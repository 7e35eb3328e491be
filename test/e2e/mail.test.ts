/** Reports by mail, from the built daemon to a real mail server. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addJob, endedExport, giveCertificate } from "../helpers/exporting.ts";
import { eximMissing, startMailServer, type MailServerUnderTest } from "../helpers/mail-server.ts";
import { mailingWorkspace, mailsOf, subjects } from "../helpers/mailing.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import type { Workspace } from "../helpers/workspace.ts";

const inFolder = useTemporaryFolder();
const GOOD = "ExternalId,LastName,PhoneWork\n1,Ärmel 😀,+358401234567\n";
const BAD = "ExternalId,LastName,PhoneWork\n1,Ärmel 😀,+358401234567\n2,Meri,12x\n3,Talo,0\n";

const CUSTOMERS = `name: customers
key: [ID]
columns:
  - { name: ID, type: text }
  - { name: NAME, type: text }
updater: { enabled: true }
`;

let server: MailServerUnderTest;
let workspace: Workspace;
beforeEach(async () => {
  server = await startMailServer(inFolder("exim"));
});
afterEach(async () => {
  await workspace.remove();
  await server[Symbol.asyncDispose]();
});

describe.skipIf(eximMissing)("the mails of a daemon", () => {
  it("report a file with wrong rows with these rows attached, and its end once", async () => {
    workspace = await mailingWorkspace(server);
    await workspace.start();
    await workspace.drop("Directory", "väki שלום.csv", BAD);
    const [report] = await mailsOf(server, 1);
    expect(report?.headers["Subject"]).toMatch(
      /^\[2 failed\] Directory import \d{4}-\d\d-\d\d \d\d:\d\d Europe\/Helsinki$/,
    );
    expect(report?.text).toContain("väki שלום.csv");
    expect(report?.text).toContain("row 3, PhoneWork: R005");
    expect(report?.html).toContain("<bdi>väki שלום.csv</bdi>");
    expect(report?.attachments[0]?.name).toMatch(/^\d{8}_\d{6}_väki שלום\.csv\.rejected\.csv$/);
    expect(report?.attachments[0]?.content).toContain("2,Meri,12x");
    await workspace.drop("Directory", "good.csv", GOOD);
    const [, over] = await mailsOf(server, 2);
    expect(over?.headers["Subject"]).toMatch(/^\[ok again\] Directory import /);
    await workspace.drop("Directory", "again.csv", `${GOOD}4,Puro,\n`);
    await workspace.result("Directory", "again.csv");
    await workspace.stop();
    expect(server.mails()).toHaveLength(2);
    expect(workspace.log).toContain('"mail.sent"');
  });

  it("report an updater with its six counts, without being asked to", async () => {
    workspace = await mailingWorkspace(server, "when: problems");
    const folder = join(workspace.path, "config/databases");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "customers.yml"), CUSTOMERS);
    await workspace.start();
    await workspace.drop("Directory", "bad.csv", BAD);
    await workspace.result("Directory", "bad.csv");
    const rows = "operation,ID,NAME\nI,1,Virta\nI,2,Meri\nU,1,Joki\nU,77,Talo\nD,2,\nX,5,Puro\n";
    await workspace.drop("DataUpdater/customers", "changes.csv", rows);
    const [report] = await mailsOf(server, 1);
    expect(report?.headers["Subject"]).toMatch(/^\[2 failed\] customers updater /);
    const counts = [...(report?.text ?? "").matchAll(/^(\w[\w ]+): +(\d+)$/gm)].slice(0, 6);
    expect(Object.fromEntries(counts.map(([, name, count]) => [name, count]))).toEqual({
      ...{ Inserted: "2", Updated: "1", Deleted: "1" },
      ...{ "Not inserted": "0", "Not updated": "2", "Not deleted": "0" },
    });
    expect(report?.text).toContain("R018");
    expect(report?.attachments[0]?.content).toContain("U,77,Talo");
  });

  it("report an export that fails to those that its job names", async () => {
    workspace = await mailingWorkspace(server);
    await workspace.start();
    const job = await addJob(workspace, {
      ...{ Title: "Night", Source: "contact-history", Type: "interaction" },
      ...{ Run: "once", Timeframe: "all", Notify: "night@example.com" },
    });
    await endedExport(workspace, job);
    const [report] = await mailsOf(server, 1);
    expect(report?.headers).toMatchObject({
      To: "night@example.com",
      Subject: expect.stringMatching(/^\[failed\] Night /) as string,
    });
    expect(report?.text).toContain("E001 (once): There is no certificate to encrypt to.");
  });

  it("report each run where they are asked to, exports and imports alike", async () => {
    workspace = await mailingWorkspace(server, 'types: ["*"], when: always');
    await giveCertificate(workspace);
    await workspace.start();
    await workspace.drop("Directory", "good.csv", GOOD);
    await mailsOf(server, 1);
    const job = await addJob(workspace, {
      ...{ Title: "Night", Source: "contact-history", Type: "interaction" },
      ...{ Run: "once", Timeframe: "all" },
    });
    await endedExport(workspace, job);
    const all = subjects(await mailsOf(server, 2));
    expect(all[0]).toMatch(/^\[ok\] Directory import /);
    expect(all[1]).toMatch(/^\[ok\] Night /);
  });
});
