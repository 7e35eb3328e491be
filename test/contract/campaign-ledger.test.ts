/** What every ledger of campaigns must do: the parts are written against the port alone, one store for all. */
import { afterAll, beforeAll, describe } from "vitest";
import { Campaigning } from "../helpers/campaigning.ts";
import { describeHandOut } from "./campaigns/hand-out.ts";
import { describeLoans } from "./campaigns/loans.ts";
import { describeCalls } from "./campaigns/calls.ts";
import { describeBlockedNumbers } from "./campaigns/blocked-numbers.ts";
import { describeByHand } from "./campaigns/by-hand.ts";
import { describeLeftOut } from "./campaigns/left-out.ts";
import { describeFiles } from "./campaigns/files.ts";

describe.each(["SQLite"])("the ledger of campaigns: %s", () => {
  let its: Campaigning;
  beforeAll(async () => {
    its = await Campaigning.open("store.db");
  });
  afterAll(async () => {
    await its[Symbol.asyncDispose]();
  });

  describeHandOut(() => its);
  describeLoans(() => its);
  describeCalls(() => its);
  describeBlockedNumbers(() => its);
  describeByHand(() => its);
  describeLeftOut(() => its);
  describeFiles(() => its);
});
