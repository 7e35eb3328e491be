/** Contract of the ledger of campaigns: calls. */
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Campaigning,
  at,
  freshPhone,
  NOON,
  someCustomers,
} from "../../helpers/campaigning.ts";

export function describeCalls(open: () => Campaigning): void {
  describe("a call", () => {
    let its: Campaigning;
    beforeAll(() => {
      its = open();
    });
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

    it("that is only tried is judged as it would be, and leaves no trace", async () => {
      const campaign = "trial";
      await its.run({ Campaign: campaign }, someCustomers(1));
      const before = await its.customer(campaign, "c1");
      const phone = before.phones[0] ?? "";
      const call = { campaign, customerExternalId: "c1", phone, callResult: "Busy" } as const;
      const reports = [
        { ...call, startTime: at(1) },
        { ...call, startTime: at(1) },
        { ...call, startTime: at(2), customerExternalId: "c9" },
      ];
      const tried = await its.store.tryAttempts(reports, at(10));
      expect(tried).toMatchObject([
        { kind: "recorded", customerState: "NotHandled" },
        { kind: "repeated" },
        { kind: "refused", code: "R012", column: "customerExternalId" },
      ]);
      expect(await its.customer(campaign, "c1")).toEqual(before);
      expect(await its.campaign(campaign)).toMatchObject({ attempts: 0 });
      expect(await its.store.recordAttempts(reports, at(10))).toEqual(tried);
    });

    it("that comes from a file needs no lease, and may be about a customer who is on loan", async () => {
      const campaign = "file";
      await its.run({ Campaign: campaign }, someCustomers(2));
      const [order] = await its.next({ campaign });
      const { input } = await its.customer(campaign, "c2");
      // As the file wrote it; what it did not say (Priority) is not there.
      expect(input.map(([name]) => name)).toEqual(["ExternalId", "Phone1"]);
      const [raw] = input.filter(([name]) => name === "Phone1").map(([, value]) => value);
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
}
