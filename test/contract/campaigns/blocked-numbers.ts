/** Contract of the ledger of campaigns: blocked numbers. */
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Campaigning,
  at,
  freshPhone,
  someCustomers,
  namesOf,
} from "../../helpers/campaigning.ts";

export function describeBlockedNumbers(open: () => Campaigning): void {
  describe("a blocked number", () => {
    let its: Campaigning;
    beforeAll(() => {
      its = open();
    });
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
      expect(namesOf(await its.next({ campaign, count: 9 }))).toEqual(["c1", "c2"]);
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
}
