/** The mail of a campaign's end, from the built daemon to a real mail server, whatever dies on the way. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeArmedBuild } from "../helpers/armed-build.ts";
import { eximMissing, startMailServer, type MailServerUnderTest } from "../helpers/mail-server.ts";
import { mailingWorkspace, mailsOf, subjects } from "../helpers/mailing.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { until } from "../helpers/until.ts";
import type { Workspace } from "../helpers/workspace.ts";

const inFolder = useTemporaryFolder();
const QUEUE = "Name,Channel,Address\nSales,Phone,100\n";
/** Its end has come before its beginning: somebody is left, which is a problem. */
const OVER = "ExternalId,Phone1,Queue,EndDate\n1,+358401000003,Sales,2020-01-01 00:00\n";

let armed: Awaited<ReturnType<typeof makeArmedBuild>>;
let server: MailServerUnderTest;
let workspace: Workspace;
beforeAll(async () => {
  armed = await makeArmedBuild();
});
afterAll(() => armed.remove());
beforeEach(async () => {
  server = await startMailServer(inFolder("exim"));
  workspace = await mailingWorkspace(server, "types: [OutboundCampaign]");
});
afterEach(async () => {
  await workspace.remove();
  await server[Symbol.asyncDispose]();
});

const MOMENTS = ["campaign.mark", "notices.settle"].flatMap((step) => [
  `${step}:before`,
  `${step}:after`,
]);

describe.skipIf(eximMissing)("a daemon that is killed at the end of a campaign", () => {
  it.each(MOMENTS)("K2: kill -9 at %s - its mail comes once", async (moment) => {
    workspace.spawn({ mainPath: armed.mainPath, env: { CRASH_AT: moment } });
    await until("the daemon to watch", () => workspace.log.includes('"service.started"'));
    await workspace.drop("Queues", "q.csv", QUEUE);
    await workspace.drop("OutboundCampaign", "Old.csv", OVER);
    expect(await workspace.ended()).toMatchObject({ signal: "SIGKILL" });
    await workspace.start();
    const [mail] = await mailsOf(server, 1);
    expect(mail?.headers["Subject"]).toMatch(/^\[stopped, 1 left to call\] Old campaign /);
    expect(mail?.text).toContain("Export:");
    expect(mail?.text).toMatch(/^  \d{8}_\d{6}_Old_summary\.json$/m);
    await until("the mail to be marked", () => workspace.log.includes('"mail.sent"'));
    await workspace.stop();
    await workspace.start();
    await workspace.stop();
    expect(subjects(await mailsOf(server, 1))).toHaveLength(1);
  });
});
