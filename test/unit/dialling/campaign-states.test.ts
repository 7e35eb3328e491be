import { describe, expect, it } from "vitest";
import {
  CAMPAIGN_EVENTS,
  CAMPAIGN_STATES,
  campaignStep,
  OPEN_STATES,
} from "../../../src/dialling/campaign-states.ts";

/** Columns in the order of the events; `-` where it is refused. */
const TABLE = `
state     created startDate pause  resume  stop    endDate allDone   exported
Copied    Started -         Paused -       Stopped Stopped -         -
Started   -       Running   Paused -       Stopped Stopped -         -
Running   -       -         Paused -       Stopped Stopped Completed -
Paused    -       -         -      Started Stopped Stopped Completed -
Completed -       -         -      -       -       -       -         Exported
Stopped   -       -         -      -       -       -       -         Exported
Exported  -       -         -      -       -       -       -         Exported`;

describe("the life of a campaign", () => {
  it("has a step or a refusal for each event in each state", () => {
    const rows = CAMPAIGN_STATES.map((state) => [
      state,
      ...CAMPAIGN_EVENTS.map((event) => {
        const step = campaignStep(state, event);
        return "to" in step ? step.to : "-";
      }),
    ]);
    const expected = TABLE.trim()
      .split("\n")
      .map((line) => line.split(/ +/));
    expect([["state", ...CAMPAIGN_EVENTS], ...rows]).toEqual(expected);
  });

  it.each([
    ["Running", "resume", "is not paused"],
    ["Paused", "pause", "is paused already"],
    ["Copied", "allDone", "has not started yet"],
    ["Completed", "stop", "has ended"],
    ["Running", "exported", "has not ended yet"],
  ] as const)("says of a %s campaign why it does not %s", (state, event, refused) => {
    expect(campaignStep(state, event)).toEqual({ refused });
  });

  it("is open until it has ended", () => {
    expect(OPEN_STATES).toEqual(["Copied", "Started", "Running", "Paused"]);
  });
});
