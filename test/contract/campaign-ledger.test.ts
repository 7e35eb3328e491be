/** What every ledger of campaigns must do: written against the port alone, one store for all. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, Campaigning, freshPhone, NOON, someCustomers } from "../helpers/campaigning.ts";
import { importRows } from "../helpers/import-file.ts";
import { shippedType } from "../helpers/campaigning.ts";
import type { DialOrder } from "../../src/store/campaign-ledger.ts";

const names = (orders: readonly DialOrder[]): readonly string[] =>
  orders.map(({ externalId }) => externalId);

describe.each(["SQLite"])("the ledger of campaigns: %s", () => {
  let its: Campaigning;
  beforeAll(async () => {
    its = await Campaigning.open("store.db");
  });
  afterAll(async () => {
    await its[Symbol.asyncDispose]();
  });

  describe("hands out", () => {
    it("each customer once, in input order, as soon as the campaign runs", async () => {
      const campaign = "once";
      await its.load({ Campaign: "Once" }, someCustomers(3));
      expect(await its.campaign(campaign)).toMatchObject({
        name: "Once",
        state: "Copied",
        customers: { NotHandled: 3, InCall: 0 },
        settings: { queue: "Sales", maxLines: 30, numberOfRedials: 3, timeZone: "UTC" },
        source: { file: "rows.csv" },
      });
      expect(await its.next({ campaign })).toEqual([]);
      const { changed } = await its.store.advanceCampaigns(NOON);
      expect(changed).toMatchObject([{ name: "Once", state: "Running", startedAt: NOON }]);
      expect(names(await its.next({ campaign, count: 2 }))).toEqual(["c1", "c2"]);
      expect(names(await its.next({ campaign, count: 2 }))).toEqual(["c3"]);
      expect(await its.next({ campaign })).toEqual([]);
      expect((await its.campaign(campaign)).customers).toMatchObject({ NotHandled: 0, InCall: 3 });
    });

    it("by priority, then by the time of the next call, then in input order", async () => {
      const [a, b, c, d] = someCustomers(4);
      const campaign = "order";
      await its.run({ Campaign: campaign }, [
        { ...a, NotBefore: at(-60) },
        { ...b, NotBefore: at(-120) },
        { ...c, Priority: 9, NotBefore: at(60) },
        { ...d, Priority: 5 },
      ]);
      const first = await its.next({ campaign, count: 9, leaseSeconds: 600 });
      expect(names(first)).toEqual(["c4", "c2", "c1"]);
      expect(names(await its.next({ campaign, count: 9, now: at(60) }))).toEqual(["c3"]);
    });

    it("what a dialler needs: names, agent, attributes, script, settings", async () => {
      await importRows(its.store, shippedType("Scripts"), [
        {
          ScriptName: "Survey",
          ScriptType: "Interactive",
          $entries: [
            { row: 2, values: ["q1", 1, "Glad?", "YesNo", null, 1, null, [["Yes", "Successful"]]] },
          ],
        },
      ]);
      const campaign = "details";
      const [one] = someCustomers(1);
      await its.run({ Campaign: campaign, Script: "Survey", DialingMode: "Preview" }, [
        { ...one, FirstName: "Ann", Language: "fi", Attributes: '{"Car":"red","Size":"3"}' },
      ]);
      const [order] = await its.next({ campaign, leaseSeconds: 90 });
      expect(order).toMatchObject({
        campaign,
        leaseUntil: at(90),
        attemptNo: 1,
        phoneIndex: 1,
        phone: one?.Phone1,
        firstName: "Ann",
        language: "fi",
        attributes: { Car: "red", Size: "3" },
        script: "Survey",
        dialingMode: "Preview",
        maxRingingTime: 15,
      });
      expect(await its.store.campaignQuestions(campaign)).toMatchObject([
        { questionId: "q1", answerType: "YesNo", mandatory: true },
      ]);
    });

    it("no more than MaxLines at a time, and several wishes in one transaction", async () => {
      const campaign = "lines";
      await its.run({ Campaign: campaign, MaxLines: 2 }, someCustomers(4));
      const wish = { campaign, dialler: "x", count: 3, leaseSeconds: 60, now: NOON };
      const answers = await its.store.nextCustomers([wish, wish]);
      expect(answers.map(names)).toEqual([["c1", "c2"], []]);
      await its.store.releaseLease(answers[0]![0]!.lease, NOON);
      expect(names(await its.next({ campaign, count: 3 }))).toEqual(["c1"]);
    });

    it("nobody outside the call window of his own zone; he is not looked at again before it opens", async () => {
      const campaign = "window";
      const window = { CallFrom: "08:00", CallUntil: "12:00" };
      const [a, b] = someCustomers(2, window);
      await its.run({ Campaign: campaign, TimeZone: "Europe/Helsinki" }, [
        { ...a },
        { ...b, TimeZone: "America/New_York" },
      ]);
      // 12:00 UTC is 14:00 in Helsinki and 07:00 in New York.
      expect(await its.next({ campaign, count: 2 })).toEqual([]);
      expect((await its.customer(campaign, "c1")).nextCallTime).toBe("2026-03-06T06:00:00.000Z");
      expect((await its.customer(campaign, "c2")).nextCallTime).toBe(at(3600));
      expect(names(await its.next({ campaign, count: 2, now: at(3600) }))).toEqual(["c2"]);
    });

    it("nobody before the start, while paused, or after the end", async () => {
      const campaign = "dates";
      await its.run({ Campaign: campaign, StartDate: at(60), EndDate: at(600) }, someCustomers(2));
      expect(await its.campaign(campaign)).toMatchObject({ state: "Started" });
      expect(await its.next({ campaign })).toEqual([]);
      await its.store.advanceCampaigns(at(60));
      const [first] = await its.next({ campaign, now: at(60) });
      expect(first?.externalId).toBe("c1");
      await its.store.actOnCampaign(campaign, "pause", "eve", at(61));
      expect(await its.next({ campaign, now: at(62) })).toEqual([]);
      await its.store.actOnCampaign(campaign, "resume", "eve", at(63));
      expect(await its.next({ campaign, now: at(600) })).toEqual([]);
      // The end is waited for until the customer on loan is back, and no longer.
      await its.store.advanceCampaigns(at(119));
      expect(await its.campaign(campaign)).toMatchObject({ state: "Running" });
      await its.store.advanceCampaigns(at(600));
      expect(await its.campaign(campaign)).toMatchObject({
        state: "Stopped",
        ended: "Stopped",
        endedAt: at(600),
        reason: "EndDate has come",
        customers: { NotHandled: 2 },
      });
    });
  });

  describe("a loan", () => {
    it("that runs out gives the customer back, with a trace, and uses nothing up", async () => {
      const campaign = "lapse";
      await its.run({ Campaign: campaign }, someCustomers(1));
      const [first] = await its.next({ campaign });
      const { nextLook } = await its.store.advanceCampaigns(at(1));
      expect(nextLook! <= at(60)).toBe(true);
      const [again] = await its.next({ campaign, now: at(60) });
      expect(again).toMatchObject({ externalId: "c1", attemptNo: 1, phoneIndex: 1 });
      expect(again?.lease).not.toBe(first?.lease);
      expect(await its.store.campaignAttempts(campaign, 0, 9)).toMatchObject([
        { attemptNo: 1, callResult: "Unknown", dialled: false, nextAction: "Redial" },
      ]);
      expect(await its.campaign(campaign)).toMatchObject({ attempts: 0 });
      expect(await its.store.beginCall(first!.lease, at(61))).toBe(false);
    });

    it("in which dialling had begun is followed by the interval of redials", async () => {
      const campaign = "begun";
      await its.run({ Campaign: campaign, RedialInterval: 100 }, someCustomers(1));
      const [first] = await its.next({ campaign });
      expect(await its.store.beginCall(first!.lease, at(5))).toBe(true);
      expect(await its.store.beginCall(first!.lease, at(5))).toBe(true);
      expect(await its.next({ campaign, now: at(159) })).toEqual([]);
      expect(await its.customer(campaign, "c1")).toMatchObject({
        state: "NotHandled",
        callResult: "Unknown",
        nextCallTime: at(160),
      });
      expect(await its.next({ campaign, now: at(160) })).toHaveLength(1);
    });

    it("that ran out still counts while the customer did not go on, and is late after that", async () => {
      const campaign = "still";
      await its.run({ Campaign: campaign }, someCustomers(2));
      const [one, two] = await its.next({ campaign, count: 2 });
      await its.store.advanceCampaigns(at(60));
      const counts = await its.report(one!, {
        callResult: "Refusal",
        startTime: NOON,
        now: at(61),
      });
      expect(counts).toMatchObject({ kind: "recorded", customerState: "Handled" });
      const [other] = await its.next({ campaign, now: at(62) });
      expect(other?.externalId).toBe("c2");
      const late = await its.report(two!, { callResult: "Refusal", startTime: NOON, now: at(63) });
      expect(late).toMatchObject({ kind: "late", customerState: "InCall" });
      const done = await its.report(other!, { callResult: "Successful", now: at(64) });
      expect(done).toMatchObject({ kind: "recorded", customerState: "Handled" });
      expect(await its.campaign(campaign)).toMatchObject({ attempts: 3 });
      expect(await its.customer(campaign, "c2")).toMatchObject({ attempts: 1 });
    });
  });

  describe("a call", () => {
    it("is kept with the customer, and the last one completes the campaign", async () => {
      const campaign = "done";
      await its.run({ Campaign: campaign }, someCustomers(1));
      const [order] = await its.next({ campaign });
      const outcome = await its.report(order!, {
        callResult: "Successful",
        ...{ startTime: NOON, answerTime: at(5), endTime: at(65), now: at(70) },
        ...{ agent: "anna", note: "kind", conversationId: "x-1" },
      });
      expect(outcome).toEqual({ kind: "recorded", customerState: "Handled" });
      const { changed } = await its.store.advanceCampaigns(at(71));
      const ended = { name: campaign, state: "Completed", ended: "Completed", attempts: 1 };
      expect(changed).toEqual(expect.arrayContaining([expect.objectContaining(ended)]));
      expect(await its.customer(campaign, "c1")).toMatchObject({
        state: "Handled",
        ...{ callResult: "Successful", calledNumber: order!.phone, attempts: 1, talkTime: 60 },
        ...{ firstCallTime: NOON, lastCallTime: NOON, agent: "anna", note: "kind" },
      });
      const [attempt] = await its.store.campaignAttempts(campaign, 0, 10);
      expect(attempt).toMatchObject({ externalId: "c1", attemptNo: 1, dialled: true });
      expect(attempt).toMatchObject({ nextAction: "Close", answerTime: at(5), endTime: at(65) });
      const late = await its.report(order!, { callResult: "Busy", lease: "other", now: at(80) });
      expect(late).toMatchObject({ kind: "late", customerState: "Handled" });
    });

    it("that nobody answers is redialled after the interval until the redials are used up", async () => {
      const campaign = "redial";
      await its.run(
        { Campaign: campaign, NumberOfRedials: 1, RedialInterval: 300 },
        someCustomers(1),
      );
      const [first] = await its.next({ campaign });
      const busy = { callResult: "Busy", startTime: at(1), endTime: at(20), now: at(25) } as const;
      expect(await its.report(first!, busy)).toEqual({
        kind: "recorded",
        customerState: "NotHandled",
        nextCallTime: at(320),
      });
      expect(await its.next({ campaign, now: at(319) })).toEqual([]);
      const [second] = await its.next({ campaign, now: at(320) });
      expect(second).toMatchObject({ attemptNo: 2, phoneIndex: 1 });
      const last = await its.report(second!, { callResult: "No answer", now: at(330) });
      expect(last).toMatchObject({ customerState: "MaxCalls" });
    });

    it("to a bad number goes on with the next one at once, without a redial", async () => {
      const campaign = "next number";
      const [one] = someCustomers(1);
      const Phone3 = freshPhone();
      await its.run({ Campaign: campaign, NumberOfRedials: 0 }, [{ ...one, Phone3 }]);
      const [first] = await its.next({ campaign });
      const fax = await its.report(first!, { callResult: "Fax", now: at(9) });
      expect(fax).toMatchObject({ customerState: "NotHandled", nextCallTime: at(9) });
      const [second] = await its.next({ campaign, now: at(9) });
      expect(second).toMatchObject({ phone: Phone3, phoneIndex: 3, attemptNo: 2 });
      const end = await its.report(second!, { callResult: "Wrong number", now: at(19) });
      expect(end).toMatchObject({ customerState: "Handled" });
    });

    it("is recorded once, by its lease, its conversation, or its start and number", async () => {
      const campaign = "repeat";
      await its.run({ Campaign: campaign, RedialInterval: 0 }, someCustomers(1));
      const [order] = await its.next({ campaign });
      const call = { callResult: "Busy", conversationId: "c-7", now: at(5) } as const;
      expect(await its.report(order!, call)).toMatchObject({ kind: "recorded" });
      const same = await its.report(order!, { ...call, conversationId: "other", startTime: at(9) });
      const { lease: _lease, ...orderAlone } = order!;
      const fromFile = { campaign, customerExternalId: "c1", phone: orderAlone.phone };
      const others = await its.store.recordAttempts(
        [
          { ...fromFile, startTime: at(7), conversationId: "c-7", callResult: "Busy" },
          { ...fromFile, startTime: at(5), callResult: "Busy" },
        ],
        at(10),
      );
      expect([same, ...others].map(({ kind }) => kind)).toEqual([
        "repeated",
        "repeated",
        "repeated",
      ]);
      expect(await its.campaign(campaign)).toMatchObject({ attempts: 1 });
    });

    it("that comes from a file needs no lease, and may be about a customer who is on loan", async () => {
      const campaign = "file";
      await its.run({ Campaign: campaign }, someCustomers(2));
      const [order] = await its.next({ campaign });
      const [raw] = (await its.customer(campaign, "c2")).input
        .filter(([name]) => name === "Phone1")
        .map(([, value]) => value);
      const outcomes = await its.store.recordAttempts(
        [
          {
            campaign,
            customerExternalId: "C1",
            phone: order!.phone,
            startTime: at(1),
            callResult: "Refusal",
          },
          {
            campaign,
            customerExternalId: "c2",
            phone: raw!,
            startTime: at(1),
            attemptNo: 1,
            callResult: "Refusal",
          },
        ],
        at(10),
      );
      expect(outcomes).toMatchObject([
        { kind: "recorded", customerState: "Handled" },
        { kind: "recorded", customerState: "Handled" },
      ]);
      expect(await its.store.beginCall(order!.lease, at(11))).toBe(false);
    });

    it("that can't be true is refused with the field and a sentence", async () => {
      const campaign = "refuse";
      await its.run({ Campaign: campaign }, someCustomers(2));
      const [one, two] = await its.next({ campaign, count: 2 });
      const refusal = async (more: Parameters<Campaigning["report"]>[1]): Promise<string> => {
        const { kind, code, column } = await its.report(one!, { callResult: "Busy", ...more });
        return `${kind} ${code ?? ""} ${column ?? ""}`;
      };
      expect([
        await refusal({ campaign: "nowhere" }),
        await refusal({ customerExternalId: "nobody" }),
        await refusal({ phone: "+358401" }),
        await refusal({ startTime: "yesterday" }),
        await refusal({ startTime: "2026-03-05T12:00:00" }),
        await refusal({ endTime: at(-1) }),
        await refusal({ answerTime: at(9), endTime: at(5) }),
        await refusal({ attemptNo: 2 }),
        await refusal({ callResult: "Nice" as "Busy" }),
        await refusal({ lease: two!.lease }),
        await refusal({ answers: { q1: "Yes" } }),
      ]).toEqual([
        "refused R012 campaign",
        "refused R012 customerExternalId",
        "refused R003 phone",
        "refused R002 startTime",
        "refused R002 startTime",
        "refused R003 endTime",
        "refused R003 endTime",
        "refused R003 attemptNo",
        "refused R003 callResult",
        "refused R011 lease",
        "refused R003 Q_q1",
      ]);
      expect(await its.report(one!, { callResult: "busy" as "Busy" })).toMatchObject({
        kind: "recorded",
      });
      const again = { campaign, customerExternalId: "c1", phone: one!.phone, startTime: at(99) };
      const [known] = await its.store.recordAttempts(
        [{ ...again, attemptNo: 1, callResult: "Busy" }],
        at(99),
      );
      expect(known).toMatchObject({ kind: "refused", code: "R009", column: "attemptNo" });
    });

    it("takes its result from the script's answers where it has none, and the last answers count", async () => {
      const campaign = "answers";
      await its.run({ Campaign: campaign, Script: "Survey" }, someCustomers(2));
      const [one, two] = await its.next({ campaign, count: 2 });
      const { callResult: _none, ...yes } = { callResult: "Busy", answers: { Q1: "yes" } } as const;
      expect(
        await its.report(one!, { ...yes, endTime: at(30), now: at(40), startTime: at(1) }),
      ).toMatchObject({ kind: "recorded", customerState: "Handled" });
      expect(await its.customer(campaign, "c1")).toMatchObject({
        callResult: "Successful",
        answers: { q1: "Yes" },
        scriptSavedAt: at(30),
      });
      const own = await its.report(two!, { ...yes, callResult: "Refusal" });
      expect(own.kind).toBe("recorded");
      expect((await its.customer(campaign, "c2")).callResult).toBe("Refusal");
    });
  });

  describe("a blocked number", () => {
    it("is not handed out; another number of the customer is", async () => {
      const campaign = "blocked";
      const [a, b, c] = someCustomers(3);
      const Phone2 = freshPhone();
      await its.run({ Campaign: campaign }, [{ ...a }, { ...b, Phone2 }, { ...c }]);
      await its.block([{ Number: a!.Phone1! }, { Number: b!.Phone1!, Campaign: "BLOCKED" }]);
      // Who is loaded already is marked by the import itself.
      expect(await its.customer(campaign, "c1")).toMatchObject({ state: "Blocked" });
      const orders = await its.next({ campaign, count: 9 });
      expect(orders.map(({ phone }) => phone)).toEqual([Phone2, c!.Phone1]);
      expect((await its.campaign(campaign)).customers).toMatchObject({ Blocked: 1, InCall: 2 });
    });

    it("counts for its own campaign alone, until its time is over", async () => {
      const campaign = "expiry";
      const [a, b, c] = someCustomers(3);
      await its.run({ Campaign: campaign }, [{ ...a }, { ...b }, { ...c }]);
      await its.block([
        { Number: a!.Phone1!, Campaign: "another" },
        { Number: b!.Phone1!, ValidUntil: at(-1) },
        { Number: c!.Phone1!, ValidUntil: at(30) },
      ]);
      expect(names(await its.next({ campaign, count: 9 }))).toEqual(["c1", "c2"]);
      // Who was found blocked stays so when the block is over.
      expect(await its.next({ campaign, now: at(31) })).toEqual([]);
      expect(await its.customer(campaign, "c3")).toMatchObject({ state: "Blocked" });
    });

    it("ends the loan at the last moment before dialling", async () => {
      const campaign = "last moment";
      const [a, b] = someCustomers(2);
      const Phone2 = freshPhone();
      await its.run({ Campaign: campaign }, [{ ...a }, { ...b, Phone2 }]);
      const [one, two] = await its.next({ campaign, count: 2 });
      await its.block([{ Number: a!.Phone1! }, { Number: b!.Phone1! }]);
      expect(await its.store.beginCall(one!.lease, at(1))).toBe(false);
      expect(await its.store.beginCall(two!.lease, at(1))).toBe(false);
      expect(await its.customer(campaign, "c1")).toMatchObject({ state: "Blocked" });
      const [other] = await its.next({ campaign, now: at(2) });
      expect(other).toMatchObject({ externalId: "c2", phone: Phone2, attemptNo: 1 });
    });
  });

  describe("by hand", () => {
    it("a stop waits for the customers on loan, and hands out nobody meanwhile", async () => {
      const campaign = "stop";
      await its.run({ Campaign: campaign }, someCustomers(3));
      const [order] = await its.next({ campaign });
      const stopping = await its.store.actOnCampaign(campaign, "stop", "eve", at(1));
      expect(stopping).toMatchObject({ isStopping: true, reason: "stopped by eve" });
      expect(await its.next({ campaign, now: at(2) })).toEqual([]);
      await expect(its.store.actOnCampaign(campaign, "pause", "eve", at(2))).rejects.toMatchObject({
        code: "J012",
      });
      await its.report(order!, { callResult: "Successful", now: at(3) });
      await its.store.advanceCampaigns(at(4));
      const stopped = await its.campaign(campaign);
      expect(stopped).toMatchObject({ state: "Stopped", customers: { Handled: 1, NotHandled: 2 } });
      expect(stopped.isStopping).toBeUndefined();
    });

    it("what the state does not allow is refused, and so is what there is not", async () => {
      const campaign = "acts";
      await its.run({ Campaign: campaign }, someCustomers(1));
      const act = (action: "pause" | "resume" | "stop", name = campaign) =>
        its.store.actOnCampaign(name, action, "eve", NOON);
      await expect(act("resume")).rejects.toMatchObject({ code: "J012" });
      await expect(act("pause", "nowhere")).rejects.toMatchObject({ code: "S009" });
      expect(await act("pause")).toMatchObject({ state: "Paused", reason: "paused by eve" });
      await expect(act("pause")).rejects.toMatchObject({ code: "J012" });
      expect(await act("stop")).toMatchObject({ state: "Stopped", ended: "Stopped" });
      await expect(act("stop")).rejects.toMatchObject({ code: "J012" });
      await expect(its.store.markExported("nowhere", {}, NOON)).rejects.toMatchObject({
        code: "S009",
      });
      await its.store.markExported(campaign, { summary: "a.json" }, at(9));
      await its.store.markExported(campaign, { summary: "b.json" }, at(10));
      expect(await its.campaign(campaign)).toMatchObject({
        state: "Exported",
        ended: "Stopped",
        exportedAt: at(9),
        files: { summary: "a.json" },
      });
    });
  });

  describe("a file", () => {
    it("adds customers to a campaign that runs, changes others, and leaves their calls alone", async () => {
      const campaign = "add";
      const [a, b] = someCustomers(2);
      await its.run({ Campaign: campaign }, [{ ...a }]);
      const [order] = await its.next({ campaign });
      await its.report(order!, { callResult: "Refusal", now: at(1) });
      const more = { Campaign: campaign, ImportType: "AddToExisting" };
      const { verdict } = await its.load(more, [{ ...a, FirstName: "Ann" }, { ...b }]);
      expect(verdict).toMatchObject({ status: "Succeeded", rows: { created: 1, updated: 1 } });
      expect(await its.customer(campaign, "c1")).toMatchObject({ state: "Handled", attempts: 1 });
      expect(names(await its.next({ campaign, count: 9, now: at(2) }))).toEqual(["c2"]);
    });

    it("adds nobody to a campaign that has ended", async () => {
      const campaign = "over";
      const [a, b] = someCustomers(2);
      await its.run({ Campaign: campaign }, [{ ...a }]);
      await its.store.actOnCampaign(campaign, "stop", "eve", NOON);
      const more = { Campaign: campaign, ImportType: "AddToExisting" };
      const { verdict, short } = await its.load(more, [{ ...b }]);
      expect(verdict.status).toBe("Failed");
      expect(short).toContain("R023 2 Campaign");
      expect(Object.values((await its.campaign(campaign)).customers)).toEqual([1, 0, 0, 0, 0, 0]);
    });

    it("without a good customer makes no campaign", async () => {
      const { verdict } = await its.load({ Campaign: "empty" }, []);
      expect(verdict.status).toBe("Failed");
      expect(await its.store.campaigns({ name: "empty" })).toEqual([]);
    });
  });
});
