/** kill -9 on the way of a mail: none is lost, and one that goes twice can be told by its Message-ID. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NOTICE_EFFECTS } from "../../src/core/effect.ts";
import { makeArmedBuild } from "../helpers/armed-build.ts";
import { eximMissing, startMailServer, type MailServerUnderTest } from "../helpers/mail-server.ts";
import { mailingWorkspace, mailsOf } from "../helpers/mailing.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { until } from "../helpers/until.ts";
import type { Workspace } from "../helpers/workspace.ts";

const inFolder = useTemporaryFolder();
const BAD = "ExternalId,LastName,PhoneWork\n1,Virta,+358401234567\n2,Meri,12x\n";

let armed: Awaited<ReturnType<typeof makeArmedBuild>>;
let server: MailServerUnderTest;
let workspace: Workspace;
beforeAll(async () => {
  armed = await makeArmedBuild();
});
afterAll(() => armed.remove());
beforeEach(async () => {
  server = await startMailServer(inFolder("exim"));
  workspace = await mailingWorkspace(server);
});
afterEach(async () => {
  await workspace.remove();
  await server[Symbol.asyncDispose]();
});

/** Where the server has the mail and the outbox does not know it yet. */
const TWICE: readonly string[] = ["mail.send:after", "mail.mark:before"];

describe.skipIf(eximMissing)("a daemon that is killed on the way of a mail", () => {
  const moments = NOTICE_EFFECTS.flatMap((step) => [`${step}:before`, `${step}:after`]);

  it.each(moments)("E1: kill -9 at %s - the mail is not lost", async (moment) => {
    workspace.spawn({ mainPath: armed.mainPath, env: { CRASH_AT: moment } });
    await until("the daemon to watch", () => workspace.log.includes('"service.started"'));
    await workspace.drop("Directory", "bad.csv", BAD);
    expect(await workspace.ended()).toMatchObject({ signal: "SIGKILL" });
    await workspace.start();
    const count = TWICE.includes(moment) ? 2 : 1;
    await mailsOf(server, count);
    await until("the mail to be marked", async () => {
      const { stdout } = await workspace.quayside("mail", "list", "--state", "Sent", "--json");
      return stdout.includes('"state":"Sent"');
    });
    const mails = await mailsOf(server, count);
    expect(mails).toHaveLength(count);
    expect(new Set(mails.map(({ headers }) => headers["Message-ID"])).size).toBe(1);
  });
});
