/** Alarms and the commands for mail, with the built program. */
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MailsAnswer } from "../../src/console/routes/mails.ts";
import { statusNow } from "../helpers/daemon-http.ts";
import { eximMissing, startMailServer, type MailServerUnderTest } from "../helpers/mail-server.ts";
import { mailingWorkspace, mailsOf, subjects } from "../helpers/mailing.ts";
import { makeCertificate } from "../helpers/made-certificates.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

const inFolder = useTemporaryFolder();
const BAD = "ExternalId,LastName,PhoneWork\n1,Virta,+358401234567\n2,Meri,12x\n";

let server: MailServerUnderTest;
let workspace: Workspace;
beforeEach(async () => {
  server = await startMailServer(inFolder("exim"));
});
afterEach(async () => {
  await workspace.remove();
  await server[Symbol.asyncDispose]();
});

async function mails(state?: string): Promise<MailsAnswer["mails"]> {
  const filter = state === undefined ? [] : ["--state", state];
  const { stdout, stderr } = await workspace.quayside("mail", "list", "--json", ...filter);
  if (stdout === "") throw new Error(stderr);
  return (JSON.parse(stdout) as MailsAnswer).mails;
}

describe.skipIf(eximMissing)("alarms", () => {
  it("tell of imports that are off, of a certificate that expires soon and of a disk, each once", async () => {
    workspace = await mailingWorkspace(server, "when: never, diskFree: 100%");
    const settings = await readFile(workspace.settingsPath, "utf8");
    await writeFile(workspace.settingsPath, settings.replace("user: batch", "user: nobody"));
    const { certificatePath } = makeCertificate(inFolder(), "client", {
      more: ["-subj", "/CN=client", "-days", "5"],
    });
    const kept = join(workspace.path, "var/certificates/default/a.pem");
    await mkdir(dirname(kept), { recursive: true });
    await writeFile(kept, await readFile(certificatePath));
    await workspace.start();
    const found = [...subjects(await mailsOf(server, 3))].sort();
    expect(found[0]).toContain("[alarm] default: the certificate of");
    expect(found[1]).toContain("[alarm] imports are off: automaticImport.user is nobody");
    expect(found[2]).toContain("[alarm] the disk of");
    const { warnings } = await statusNow(workspace);
    expect(warnings.map(({ code }) => code).sort()).toEqual(["N004", "N006", "N007"]);
    const { stdout } = await workspace.quayside("status");
    expect(stdout).toContain("warning: N007 imports are off");
    expect(workspace.log.split('"alarm.raised"')).toHaveLength(4);
    await workspace.stop();
    await workspace.start();
    await until("the warnings", async () => (await statusNow(workspace)).warnings.length === 3);
    expect(server.mails()).toHaveLength(3);
  });

  it("show in the log and in the status where there is no mail server", async () => {
    workspace = await Workspace.create();
    const settings = await readFile(workspace.settingsPath, "utf8");
    await writeFile(workspace.settingsPath, settings.replace("user: batch", "user: nobody"));
    await workspace.start();
    await until("the warning", async () => (await statusNow(workspace)).warnings.length > 0);
    expect((await statusNow(workspace)).warnings).toMatchObject([{ code: "N007" }]);
    expect(workspace.log).toContain('"alarm.raised"');
    expect(await mails()).toEqual([]);
  });
});

describe.skipIf(eximMissing)("the commands for mail", () => {
  it("list what waits and why, and send it when it is put back", async () => {
    await server.stop();
    workspace = await mailingWorkspace(server);
    await workspace.start();
    await workspace.drop("Directory", "bad.csv", BAD);
    await workspace.result("Directory", "bad.csv");
    const [waiting] = await until("a try", async () => {
      const found = await mails("waiting");
      return found[0]?.lastError !== undefined && found;
    });
    expect(waiting).toMatchObject({ state: "Waiting", to: ["ops@example.com"] });
    expect(waiting?.lastError).toContain("the mail server 127.0.0.1:");
    await until("the warning", async () => {
      const { stdout } = await workspace.quayside("status");
      return stdout.includes("warning: N010 the mail server");
    });
    await server.start();
    const retried = await workspace.quayside("mail", "retry", waiting?.id ?? "");
    expect(retried).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("1 mail is sent now") as string,
    });
    await mailsOf(server, 1);
    await until("the mark", async () => (await mails("Sent")).length === 1);
    const again = await workspace.quayside("mail", "retry", waiting?.id ?? "");
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("N011") as string });
    const unknown = await workspace.quayside("mail", "retry", "nobody");
    expect(unknown.code).toBe(2);
  });

  it("say in the status why a mail that everybody refuses still waits", async () => {
    server.answer({ "ops@example.com": "550 relay not permitted" });
    workspace = await mailingWorkspace(server);
    await workspace.start();
    await workspace.drop("Directory", "bad.csv", BAD);
    const warning = await until(
      "the warning",
      async () => (await statusNow(workspace)).warnings[0],
    );
    expect(warning.code).toBe("N013");
    expect(warning.message).toMatch(/waits after one try: .*550 relay not permitted/);
  });

  it("send a test mail without a daemon and say what the server said", async () => {
    workspace = await mailingWorkspace(server);
    const sent = await workspace.quayside("mail", "test", "--to", "me@example.com");
    expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining("250 OK") as string });
    const [mail] = await mailsOf(server, 1);
    expect(mail?.headers["Subject"]).toMatch(/^\[test\] Quayside on T /);
    expect(mail?.headers["To"]).toBe("me@example.com");
    expect(mail?.text).toContain("äöü Ω 日本 😀");
    server.answer({ "gone@example.com": "550 no such user", "full@example.com": "451 later" });
    const refused = await workspace.quayside("mail", "test", "--to", "gone@example.com");
    expect(refused).toMatchObject({ code: 6, stderr: expect.stringContaining("N013") as string });
    const deferred = await workspace.quayside("mail", "test", "--to", "full@example.com");
    expect(deferred).toMatchObject({ code: 5, stderr: expect.stringContaining("N010") as string });
    await server.stop();
    expect((await workspace.quayside("mail", "test")).code).toBe(5);
  });

  it("ask for settings where there are none, and the doctor notes it", async () => {
    workspace = await Workspace.create();
    const test = await workspace.quayside("mail", "test");
    expect(test).toMatchObject({ code: 6, stderr: expect.stringContaining("N015") as string });
    expect((await workspace.quayside("doctor")).stdout).toMatch(/note\s+mail: no mail server/);
  });

  it("let the doctor try connection, encryption and login", async () => {
    await server[Symbol.asyncDispose]();
    server = await startMailServer(inFolder("login"), { loginRequired: true });
    workspace = await Workspace.create();
    const { user, password } = server.login;
    const urlFile = join(workspace.path, "mail.url");
    await writeFile(urlFile, `smtp://${user}:${password}@localhost:${server.port}\n`);
    await appendFile(
      workspace.settingsPath,
      `mail: { urlFile: ./mail.url, ca: ${server.caPath}, from: q@example.com, to: [ops@example.com] }\n`,
    );
    const good = await workspace.quayside("doctor");
    expect(good.stdout).toMatch(
      /ok\s+mail: localhost:\d+ answers, login as anna; nothing was sent/,
    );
    await writeFile(urlFile, `smtp://${user}:wrong-one@localhost:${server.port}\n`);
    const bad = await workspace.quayside("doctor");
    expect(bad.stdout).toMatch(/BAD\s+mail: N012 /);
    expect(bad.stdout + bad.stderr).not.toContain("wrong-one");
    expect(server.mails()).toEqual([]);
  });
});
