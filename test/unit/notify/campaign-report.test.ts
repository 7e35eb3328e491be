/** The mail of a campaign that has ended: golden files in test/fixtures/mails. */
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { campaignNotice, campaignView } from "../../../src/notify/campaign-report.ts";
import { createMailTexts, type MailTexts } from "../../../src/notify/mail-texts.ts";
import { gather, newTopic } from "../../../src/notify/silence.ts";
import { loadMailTemplates } from "../../../src/notify/templates.ts";
import type { ToldCampaign } from "../../../src/store/outbox.ts";
import { madeRecord } from "../../helpers/made-campaign.ts";

const templatesPath = fileURLToPath(new URL("../../../templates/mail", import.meta.url));
let texts: MailTexts;
beforeAll(async () => {
  texts = createMailTexts(await loadMailTemplates(templatesPath), "Europe/Rome");
});

const STEM = "20261120_160000_Spring_offers";

function told(changes: Partial<ToldCampaign> = {}): ToldCampaign {
  return {
    ...madeRecord({ state: "Exported", files: { summary: `${STEM}_summary.json` } }),
    customers: { NotHandled: 0, InCall: 0, Handled: 40, MaxCalls: 5, Blocked: 2, Filtered: 1 },
    ...{ attempts: 71, successful: 12 },
    results: [
      ["No answer", 30],
      ["Refusal", 29],
      ["Successful", 12],
    ],
    ...changes,
  };
}

const NOBODY = { NotHandled: 0, InCall: 0, Handled: 0, MaxCalls: 0, Blocked: 0, Filtered: 0 };

describe("the mail of a campaign that has ended", () => {
  it("has times, customers by state, calls by result, success, and where the files are", async () => {
    const campaign = told();
    const mail = texts.campaign(campaignNotice(campaign), campaignView(campaign, "/srv/Export"));
    expect(mail.subject).toBe("[completed] Spring offers campaign 2026-11-20 15:00 Europe/Rome");
    const golden = (form: string): string => `../../fixtures/mails/campaign.${form}`;
    await expect(`${mail.subject}\n\n${mail.text}`).toMatchFileSnapshot(golden("txt"));
    await expect(mail.html).toMatchFileSnapshot(golden("html"));
  });

  it("holds to one line a name that has several, and shows markup as text", () => {
    const campaign = told({ name: "a\r\nBcc: x@example.com<b>" });
    const { subject, text, html } = texts.campaign(
      campaignNotice(campaign),
      campaignView(campaign, "/srv/Export"),
    );
    expect(subject).toContain("a Bcc: x@example.com<b> campaign");
    expect(text).not.toMatch(/^Bcc:/m);
    expect(html).not.toContain("<b>");
    // Who copies the line into a shell must not run what a file has named.
    expect(text).toContain("campaigns show <name>");
  });

  it("says nothing of shares where there were no customers", () => {
    const campaign = told({ customers: NOBODY, successful: 0, attempts: 1 });
    expect(campaignNotice(campaign).line).toBe(
      "Spring offers: 0 of 0 customers successful, 1 call",
    );
  });
});

describe("the end of a campaign", () => {
  const endDate = "2026-11-20T14:00:00.000Z";
  const left = { ...NOBODY, Handled: 3, NotHandled: 7 };
  const settings = { ...madeRecord().settings, endDate };

  it.each([
    ["as planned is no problem", told(), "completed", "neutral"],
    [
      "by hand is none",
      told({ ended: "Stopped", customers: left }),
      "stopped, 7 left to call",
      "neutral",
    ],
    [
      "by its date with nobody left is none",
      told({ ended: "Stopped", settings }),
      "stopped",
      "neutral",
    ],
    [
      "by its date with people left to call is one",
      told({ ended: "Stopped", settings, customers: left }),
      ...(["stopped, 7 left to call", "problem"] as const),
    ],
  ] as const)("%s", (_what, campaign, label, weight) => {
    expect(campaignNotice(campaign)).toMatchObject({ label, weight });
  });

  it("before the first call begins with its creation", () => {
    const { startedAt: _never, ...early } = told({ ended: "Stopped" });
    expect(campaignNotice(early).startedAt).toBe(early.createdAt);
  });

  it("in a digest is looked up by its name", () => {
    const { line, label } = campaignNotice(told());
    const entry = { at: endDate, label, weight: "neutral", line } as const;
    const topic = gather(newTopic("campaigns", ["ops@example.com"]), entry).topic;
    const { subject, text } = texts.digest(topic, "always");
    expect(subject).toBe("[1 runs, 0 with problems] campaigns 2026-11-20 15:00 Europe/Rome");
    expect(text).toContain("[completed] Spring offers: 12 of 48 customers successful (25.0 %)");
    expect(text).toContain("quayside campaigns show <name>");
    expect(text).not.toContain("history show");
  });
});
