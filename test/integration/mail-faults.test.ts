/** What becomes of mails when the server, a recipient or the store is not well. */
import { mkdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { TransientError } from "../../src/core/errors.ts";
import { newRunId } from "../../src/core/ids.ts";
import { endImport } from "../helpers/ended-imports.ts";
import { exportRun } from "../helpers/export-runs.ts";
import { eximMissing, startMailServer } from "../helpers/mail-server.ts";
import { mailsOf, subjects } from "../helpers/mailing.ts";
import { logOf, NoticeBench, START } from "../helpers/notice-bench.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";
import { until } from "../helpers/until.ts";

const inFolder = useTemporaryFolder();
const HOUR_MS = 3_600_000;
const BAD = { type: "DataUpdater/customers", rejected: 3 } as const;
const GOOD = { type: "DataUpdater/customers", rejected: 0 } as const;

describe.skipIf(eximMissing)("a mail server that is away", () => {
  it("E1: the mail server is away for a day - every mail comes once, the digest once, no import waits", async () => {
    await using server = await startMailServer(inFolder("exim"));
    await server.stop();
    await using bench = await NoticeBench.open(inFolder(), { server });
    await bench.end(BAD);
    await bench.untilMessage("tried in vain", ({ attempts }) => attempts > 0);
    await until("the fault to be known", () => bench.fault?.code === "N010");
    for (let hour = 0; hour < 24; hour++) {
      await bench.clock.advance(HOUR_MS);
      await bench.end({ ...BAD, file: `hour-${hour}.csv` });
    }
    expect(await bench.store.messages({})).toHaveLength(1);
    await server.start();
    await until("two mails", async () => {
      await bench.clock.advance(HOUR_MS / 2);
      return server.mails().length >= 2;
    });
    await until("both to be marked", async () =>
      (await bench.store.messages({})).every(({ state }) => state === "Sent"),
    );
    await bench.clock.advance(24 * HOUR_MS);
    await bench.looked();
    const mails = await mailsOf(server, 2);
    expect(subjects(mails)).toEqual([
      "[3 failed] customers updater 2026-03-04 02:00 Europe/Rome",
      "[24 more problems] customers updater 2026-03-05 02:00 Europe/Rome",
    ]);
    expect(mails[1]?.text).toContain("hour-23.csv: 7 of 10 rows done, 3 rejected");
    expect(new Set(mails.map(({ headers }) => headers["Message-ID"])).size).toBe(2);
    await until("the fault to be over", () => bench.fault === undefined);
  });

  it("E1: the mail server is away for three days - the mail is given up, with an error in the log, and goes when it is put back", async () => {
    await using server = await startMailServer(inFolder("exim"));
    await server.stop();
    await using bench = await NoticeBench.open(inFolder(), { server });
    await bench.end(BAD);
    await until("the mail to be given up", async () => {
      await bench.clock.advance(HOUR_MS);
      return (await bench.message()).state === "GivenUp";
    });
    expect(bench.clock.now().getTime()).toBeGreaterThanOrEqual(
      Date.parse("2026-03-07T01:00:00.000Z"),
    );
    const [line] = logOf(bench, "mail.abandoned");
    expect(line).toContain('"code":"N014"');
    const { id } = await bench.message();
    await server.start();
    const now = bench.clock.now().toISOString();
    const again = { state: "Waiting", queuedAt: now, nextTryAt: now } as const;
    await bench.store.changeMessage(id, ["GivenUp"], again);
    bench.nudge();
    await bench.untilMessage("sent", ({ state }) => state === "Sent");
    await mailsOf(server, 1);
  });

  it("E1: the mail server takes connections and says nothing - given up on after ten seconds, tried again", async () => {
    const silent = createServer((socket) => {
      socket.on("error", () => undefined);
    });
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    await using bench = await NoticeBench.open(inFolder(), { server: { port } });
    await bench.end(BAD);
    const message = await bench.untilMessage("tried", ({ attempts }) => attempts === 1);
    expect(message).toMatchObject({ state: "Waiting" });
    await until("the fault to be known", () => bench.fault?.code === "N010");
    silent.close();
  });
});

describe.skipIf(eximMissing)("a mail server that is slow", () => {
  it("E1: the mail server takes its time over a mail - it comes once, and imports end meanwhile", async () => {
    await using server = await startMailServer(inFolder("exim"), { isHeld: true });
    await using bench = await NoticeBench.open(inFolder(), { server });
    await bench.end(BAD);
    await until("the server to have the mail before it", () => server.isHolding());
    for (let count = 0; count < 20; count++) await bench.end({ ...BAD, file: `${count}.csv` });
    expect(server.isHolding()).toBe(true);
    expect(server.mails()).toEqual([]);
    server.release();
    await bench.untilMessage("sent", ({ state }) => state === "Sent");
    expect(await mailsOf(server, 1)).toHaveLength(1);
  });
});

describe.skipIf(eximMissing)("a mail server that refuses", () => {
  it("E1: one recipient is refused for good - the others get the mail, the refusal is noted", async () => {
    await using server = await startMailServer(inFolder("exim"));
    server.answer({ "gone@example.com": "550 no such user" });
    const to = ["gone@example.com", "ops@example.com"];
    await using bench = await NoticeBench.open(inFolder(), { server, to });
    await bench.end(BAD);
    const message = await bench.untilMessage("sent", ({ state }) => state === "Sent");
    expect(message.refused).toEqual([{ address: "gone@example.com", reason: "550 no such user" }]);
    const [mail] = await mailsOf(server, 1);
    expect(mail?.headers["Envelope-to"]).toBe("ops@example.com");
    expect(logOf(bench, "mail.refused")[0]).toContain("gone@example.com (550 no such user)");
  });

  it("E1: one recipient is refused for the moment - only that one gets the mail later", async () => {
    await using server = await startMailServer(inFolder("exim"));
    server.answer({ "full@example.com": "451 try later" });
    const to = ["full@example.com", "ops@example.com"];
    await using bench = await NoticeBench.open(inFolder(), { server, to });
    await bench.end(BAD);
    await bench.untilMessage("sent to one", ({ open }) => open.join() === "full@example.com");
    server.answer({});
    await bench.clock.advance(2 * 60_000);
    await bench.untilMessage("sent to both", ({ state }) => state === "Sent");
    const mails = await mailsOf(server, 2);
    expect(mails.map(({ headers }) => headers["Envelope-to"])).toEqual([
      "ops@example.com",
      "full@example.com",
    ]);
    expect(mails[0]?.headers["Message-ID"]).toBe(mails[1]?.headers["Message-ID"]);
  });

  it("E1: everybody is refused - the mail waits, and goes when the server was set right", async () => {
    await using server = await startMailServer(inFolder("exim"));
    server.answer({ "ops@example.com": "550 relay not permitted" });
    await using bench = await NoticeBench.open(inFolder(), { server });
    await bench.end(BAD);
    await bench.untilMessage("refused", ({ attempts }) => attempts === 1);
    expect(await bench.message()).toMatchObject({ state: "Waiting", open: ["ops@example.com"] });
    server.answer({});
    await bench.clock.advance(2 * 60_000);
    await mailsOf(server, 1);
  });

  it("E1: the mail is too large for the server - it comes without its attachment, and says where that is", async () => {
    await using server = await startMailServer(inFolder("exim"), { sizeLimit: "100K" });
    const historyPath = inFolder("History");
    mkdirSync(historyPath);
    writeFileSync(`${historyPath}/people.csv.rejected.csv`, "x".repeat(500_000));
    await using bench = await NoticeBench.open(inFolder(), { server, historyPath });
    await bench.end({ ...BAD, files: { rejected: "people.csv.rejected.csv" } });
    const [mail] = await mailsOf(server, 1);
    expect(mail?.attachments).toEqual([]);
    expect(mail?.text).toContain(`In ${historyPath}:`);
    expect(mail?.text).toContain("people.csv.rejected.csv");
  });

  it("leaves rows of more than a mebibyte in History, and says how to fetch them", async () => {
    await using server = await startMailServer(inFolder("exim"));
    const historyPath = inFolder("History");
    mkdirSync(historyPath);
    writeFileSync(`${historyPath}/people.csv.rejected.csv`, "x".repeat(1_048_577));
    await using bench = await NoticeBench.open(inFolder(), { server, historyPath });
    await bench.end({ ...BAD, files: { rejected: "people.csv.rejected.csv" } });
    const [mail] = await mailsOf(server, 1);
    expect(mail?.attachments).toEqual([]);
    expect(mail?.text).toContain("too large for a mail. Fetch people.csv.rejected.csv");
  });
});

describe.skipIf(eximMissing)("a store that can't take the mark", () => {
  it("E1: the disk of the store is full when a mail was sent - it is not sent again while the daemon lives", async () => {
    await using server = await startMailServer(inFolder("exim"));
    let refusals = 0;
    await using bench = await NoticeBench.open(inFolder(), {
      server,
      outbox: (store) => ({
        messages: (filter) => store.messages(filter),
        changeMessage: async (...change) => {
          if (refusals++ < 5) throw new TransientError("S004", "the disk is full");
          return await store.changeMessage(...change);
        },
      }),
    });
    await bench.end(BAD);
    await until("the mark", async () => {
      await bench.clock.advance(60_000);
      return (await bench.message()).state === "Sent";
    });
    await bench.clock.advance(HOUR_MS);
    expect(refusals).toBeGreaterThan(5);
    expect(await mailsOf(server, 1)).toHaveLength(1);
  });
});

describe("many problems at once", () => {
  it("are a handful of mails: a thousand files that fail within minutes are two", async () => {
    await using bench = await NoticeBench.open(inFolder());
    for (let count = 0; count < 1_000; count++) {
      const at = bench.clock.now().toISOString();
      await endImport(bench.store, { ...BAD, file: `${count}.csv`, at });
      if (count % 50 !== 0) continue;
      await bench.looked();
      await bench.clock.advance(10_000);
    }
    await bench.looked();
    const sendAll = async (): Promise<void> => {
      for (const { id } of await bench.store.messages({ states: ["Waiting"] })) {
        await bench.store.changeMessage(id, ["Waiting"], { state: "Sent" });
      }
    };
    await sendAll();
    await bench.clock.advance(16 * 60_000);
    await bench.end(GOOD);
    await until("the digest", async () => (await bench.store.messages({})).length === 2);
    await sendAll();
    await bench.clock.advance(48 * HOUR_MS);
    const all = await bench.store.messages({});
    expect(all.length).toBeLessThanOrEqual(3);
    expect(all.some(({ subject }) => subject.startsWith("[999 more problems]"))).toBe(true);
    expect(all[0]?.subject).toMatch(/^\[ok again/);
  });
});

describe("what the ledger tells", () => {
  it("raises alarms for instants that were missed, files that did not come and files put aside", async () => {
    await using bench = await NoticeBench.open(inFolder());
    const { store } = bench;
    const at = START;
    const due = { job: "j1", dueAt: at, count: 1, reason: "the daemon was stopped" } as const;
    const accounting = { job: "j1", queued: [], accountedTo: at };
    await store.account({ ...accounting, records: [{ ...due, outcome: "missed" }] });
    const run = exportRun({ title: "Fetch customers", line: "fetch" });
    await store.queueExport(run);
    await store.changeExport(run.id, ["Queued"], { state: "TimedOut", finishedAt: at });
    const id = newRunId(bench.clock.now());
    const names = { file: "bad.csv", inProcessName: "bad.csv", historyName: "1_bad.csv" };
    await store.claimRuns([{ id, type: "Skills", ...names, user: "batch", claimedAt: at }]);
    const failure = { code: "F017", message: "it stopped the import", decidedAt: at } as const;
    await store.failRun(id, { ...failure, sha256: "", bytes: 1 });
    await store.archiveRuns([{ id, files: {} }], at);
    await bench.looked();
    const found = (await store.messages({})).map(({ subject }) => subject).sort();
    expect(found).toEqual([
      "[alarm] Skills: bad.csv was quarantined: it stopped the import three times",
      "[alarm] j1 was due at 2026-03-04 02:00 Europe/Rome and did not run: missed, the daemon was stopped",
      "[failed] Skills import 2026-03-04 02:00 Europe/Rome",
      expect.stringMatching(/^\[timed out\] Fetch customers /),
    ]);
    expect(bench.warnings.map(({ code }) => code).sort()).toEqual(["N001", "N003", "N005"]);
  });
});

describe("an alarm", () => {
  it.skipIf(eximMissing)(
    "H1: something is wrong for hours - one mail, one line in the log, and in the warnings until it is over",
    async () => {
      await using server = await startMailServer(inFolder("exim"));
      await using bench = await NoticeBench.open(inFolder(), { server, when: "never" });
      bench.conditions = [{ key: "disk:/srv", code: "N006", message: "the disk of /srv is full" }];
      await until("the mail", async () => {
        await bench.clock.advance(60_000);
        return server.mails().length > 0;
      });
      await bench.clock.advance(3 * HOUR_MS);
      const [mail] = await mailsOf(server, 1);
      expect(mail?.headers["Subject"]).toBe("[alarm] the disk of /srv is full");
      expect(bench.warnings).toMatchObject([{ code: "N006" }]);
      await bench.end(BAD);
      bench.conditions = [];
      await until("the warning to go", async () => {
        await bench.clock.advance(60_000);
        return bench.warnings.length === 0;
      });
      expect(logOf(bench, "alarm.raised")).toHaveLength(1);
      expect(logOf(bench, "alarm.ended")).toHaveLength(1);
      expect(server.mails()).toHaveLength(1);
    },
  );

  it("is not told again after a restart", async () => {
    await using bench = await NoticeBench.open(inFolder());
    bench.conditions = [{ key: "disk:/srv", code: "N006", message: "the disk of /srv is full" }];
    await bench.clock.advance(2 * 60_000);
    await bench.message();
    await bench.stop();
    await bench.start();
    await bench.clock.advance(HOUR_MS);
    expect(await bench.store.messages({})).toHaveLength(1);
    expect(bench.warnings).toMatchObject([{ code: "N006" }]);
  });
});
