/** Contract of the store: mails that wait, and what has ended for whom it concerns. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Message } from "../../../src/store/outbox.ts";
import type { Store } from "../../../src/store/store.ts";
import { exportRun } from "../../helpers/export-runs.ts";
import { endImport } from "../../helpers/ended-imports.ts";
import { message } from "../../helpers/messages.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

export function describeOutbox(its: () => StoreUnderTest): void {
  describe("the outbox", () => {
    let store: Store;
    beforeEach(() => {
      ({ store } = its());
    });

    async function queue(...messages: readonly Message[]): Promise<void> {
      await store.settleNotices({ lookedTo: 0, messages, memory: {} });
    }

    it("gives a mail back as it was queued", async () => {
      const mail = message({
        subject: "Größe 😀 \u2028",
        attachment: { path: "/srv/a.csv", name: "a.csv" },
        refused: [{ address: "x@example.com", reason: "550 no" }],
      });
      await queue(mail);
      expect(await store.messages({})).toEqual([mail]);
    });

    it("queues the mail of a key once only, also when the first was sent", async () => {
      const mail = message({ key: "report:1" });
      await queue(mail, message({ key: "report:1" }));
      await store.changeMessage(mail.id, ["Waiting"], { state: "Sent" });
      await queue(message({ key: "report:1" }));
      expect((await store.messages({})).map(({ id }) => id)).toEqual([mail.id]);
    });

    it("finds those that are due, oldest first, and those that a wrong clock put far ahead", async () => {
      const at = (nextTryAt: string): Message => message({ nextTryAt });
      const due = at("2026-03-04T01:00:00.000Z");
      const later = at("2026-03-04T01:30:00.000Z");
      const far = at("2027-03-04T01:00:00.000Z");
      await queue(due, later, far);
      const found = await store.messages({
        states: ["Waiting"],
        due: { at: "2026-03-04T01:00:00.000Z", orAfter: "2026-03-04T02:01:00.000Z" },
      });
      expect(found).toEqual([due, far]);
      expect((await store.messages({ limit: 2 })).map(({ id }) => id)).toEqual([far.id, later.id]);
    });

    it("changes a mail only in a state that allows it", async () => {
      const mail = message();
      await queue(mail);
      const sent = await store.changeMessage(mail.id, ["Waiting"], { state: "Sent", attempts: 1 });
      expect(sent).toEqual({ ...mail, state: "Sent", attempts: 1 });
      const again = store.changeMessage(mail.id, ["Waiting"], { state: "Sent" });
      await expect(again).rejects.toMatchObject({ name: "UsageError", code: "N011" });
      const other = store.changeMessage("nobody", ["Waiting"], {});
      await expect(other).rejects.toMatchObject({ name: "UsageError", code: "S009" });
    });

    it("tells the topics of which a mail waits", async () => {
      const sent = message({ topic: "job:2" });
      await queue(message({ topic: "job:1" }), message({ topic: "job:1" }), sent);
      await store.changeMessage(sent.id, ["Waiting"], { state: "GivenUp" });
      expect(await store.waitingTopics()).toEqual(["job:1"]);
    });

    it("forgets old mails that wait no more", async () => {
      const [waiting, sent, young] = [message(), message(), message()];
      await queue(waiting, sent, young);
      await store.changeMessage(sent.id, ["Waiting"], { state: "Sent" });
      const queuedAt = "2026-04-01T00:00:00.000Z";
      await store.changeMessage(young.id, ["Waiting"], { state: "Sent", queuedAt });
      expect(await store.forgetMessages("2026-03-20T00:00:00.000Z")).toBe(1);
      expect((await store.messages({})).map(({ id }) => id)).toEqual([young.id, waiting.id]);
    });

    it("remembers texts by name, the last one of each", async () => {
      expect(await store.noticeMemory("topics")).toBeUndefined();
      await store.settleNotices({
        lookedTo: 0,
        messages: [],
        memory: { topics: "1", alarms: "2" },
      });
      await store.settleNotices({ lookedTo: 0, messages: [], memory: { topics: "3" } });
      expect(await store.noticeMemory("topics")).toBe("3");
      expect(await store.noticeMemory("alarms")).toBe("2");
    });
  });

  describe("what has ended", () => {
    it("is noted once: archived imports, ended exports, instants that were left out", async () => {
      const { store } = its();
      const imported = await endImport(store, { type: "Directory", rejected: 1 });
      await store.archiveRuns([{ id: imported, files: {} }], "2026-03-05T00:00:00.000Z");
      const run = exportRun();
      await store.queueExport(run);
      await store.changeExport(run.id, ["Queued"], { state: "InProgress" });
      const finishedAt = "2026-03-04T01:00:00.000Z";
      await store.changeExport(run.id, ["InProgress"], { state: "Failed", finishedAt });
      await store.changeExport(run.id, ["Failed"], { artifact: "Deleted" });
      const due = { job: "j", dueAt: finishedAt, count: 1, reason: "the daemon was stopped" };
      await store.account({
        ...{ job: "j", queued: [], accountedTo: finishedAt },
        records: [
          { ...due, outcome: "ran" },
          { ...due, outcome: "missed" },
        ],
      });
      const ended = await store.endedWork(10);
      expect(ended).toMatchObject([
        { kind: "import", run: { id: imported, state: "Archived" } },
        { kind: "export", run: { id: run.id, state: "Failed" } },
        { kind: "due", due: { outcome: "missed" } },
      ]);
      expect(await store.endedWork(1)).toHaveLength(1);
      await store.settleNotices({ lookedTo: ended[1]?.number ?? 0, messages: [], memory: {} });
      expect((await store.endedWork(10)).map(({ kind }) => kind)).toEqual(["due"]);
    });

    it("that was forgotten in between is accounted for as gone", async () => {
      const { store } = its();
      await endImport(store, { type: "Directory", rejected: 0 });
      await store.forgetRuns("2099-01-01T00:00:00.000Z");
      expect(await store.endedWork(10)).toMatchObject([{ kind: "gone" }]);
    });
  });
}
