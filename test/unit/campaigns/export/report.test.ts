import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { reportHtml } from "../../../../src/campaigns/export/report/report.ts";
import { count, share, shortened } from "../../../../src/campaigns/export/report/markup.ts";
import { summaryOf } from "../../../../src/campaigns/export/summary.ts";
import { Tally } from "../../../../src/campaigns/export/tally.ts";
import { createZonedTimes } from "../../../../src/campaigns/export/zoned-times.ts";
import type { CampaignRecord } from "../../../../src/store/campaign-ledger.ts";
import {
  madeAttempt,
  madeCustomer,
  madeRecord,
  QUESTIONS,
} from "../../../helpers/made-campaign.ts";

const zoned = createZonedTimes("Europe/Helsinki");
const numbers = Array.from({ length: 60 }, (_, index) => index + 1);

async function report(record: CampaignRecord, customers = 60, questions = QUESTIONS) {
  const template = await readFile("templates/campaign-report.html", "utf8");
  const tally = new Tally(questions);
  tally.takeCustomers(numbers.slice(0, customers).map((n) => madeCustomer(n)));
  tally.takeAttempts(numbers.slice(0, customers).map((n) => madeAttempt(n)));
  const { counts } = tally;
  const summary = summaryOf(record, counts, { customers: "x_customers.csv" }, zoned);
  return reportHtml(template, summary, counts, zoned);
}

describe("the report of a campaign", () => {
  it("has a plot and a table of every kind of figure", async () => {
    const html = await report(madeRecord());
    const headings = [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading);
    expect(headings).toEqual([
      "What became of the customers",
      "Calls by hour",
      "Results of the attempts",
      "Agents",
      "Offer: Would you like the offer?",
      "Why: Which of these count?",
    ]);
    expect(html.match(/<svg [^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(6);
    expect(html.match(/<table>/g)).toHaveLength(6);
    expect(html).not.toMatch(/\{\{|undefined|NaN/);
  });

  it("needs nothing from elsewhere, and no script", async () => {
    const html = await report(madeRecord());
    expect(html).not.toMatch(/<script|<link|<img|@import|https?:|src=/);
  });

  it("shows every value as text, whatever it holds", async () => {
    const name = `<script>alert("1")</script> & {{keys}} $& $1`;
    const [asked] = QUESTIONS;
    const hostile = { ...asked!, question: '"><img src=x>', answers: ["<b>", "Yes"] };
    const html = await report(madeRecord({ name, reason: "<i>by hand</i>" }), 60, [hostile]);
    expect(html).toContain(
      "<h1>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; {{keys}} $&amp; $1</h1>",
    );
    expect(html).not.toMatch(/<script|<img|<b>&|<i>/);
  });

  it("says that there is nothing where a campaign ended before anybody was called", async () => {
    const html = await report(madeRecord({ ended: "Stopped" }), 0, []);
    expect(html).toContain("<strong>Stopped</strong>");
    expect(html.match(/<section>/g)).toHaveLength(1);
    expect(html).not.toMatch(/undefined|NaN|Infinity/);
  });
});

describe("figures", () => {
  it("are grouped by thousands", () => {
    expect([0, 999, 1_000, 1_234_567].map(count)).toEqual([
      "0",
      "999",
      "1\u202f000",
      "1\u202f234\u202f567",
    ]);
  });

  it("have shares with one digit, but for nothing and all", () => {
    const shares = [share(0, 8), share(1, 8), share(8, 8), share(0, 0)];
    expect(shares).toEqual(["0\u202f%", "12.5\u202f%", "100\u202f%", "\u2013"]);
  });

  it("have names that are cut at a character", () => {
    expect(shortened("👩‍👩‍👧 family and more", 8)).toBe("👩‍👩‍👧 famil\u2026");
  });
});
