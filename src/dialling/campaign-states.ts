/**
 * The life of a campaign as one table: what each event does in each state, and where it is refused,
 * why. Store and line ask it; nobody else sets a state.
 */

/**
 * Copied: settings taken, customers loaded. Started: waits for its StartDate. Running: customers are
 * handed out. Paused: by hand, nobody is handed out. Completed: no customer is open. Stopped: by hand or at
 * EndDate; open customers keep their state. Exported: its files stand in Export/.
 */
export const CAMPAIGN_STATES = [
  "Copied",
  "Started",
  "Running",
  "Paused",
  "Completed",
  "Stopped",
  "Exported",
] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/**
 * created: its file is in the store. startDate: its time has come, or it has none. pause, resume, stop:
 * by hand. endDate: that has come. allDone: no customer is open. exported: its files stand in Export/.
 * stop and endDate take effect when nobody is on loan any more.
 */
export const CAMPAIGN_EVENTS = [
  "created",
  "startDate",
  "pause",
  "resume",
  "stop",
  "endDate",
  "allDone",
  "exported",
] as const;
export type CampaignEvent = (typeof CAMPAIGN_EVENTS)[number];

/** A new state, or the end of the sentence `Campaign X ...` that says why not. */
export type CampaignStep = { readonly to: CampaignState } | { readonly refused: string };

const HAS_ENDED = { refused: "has ended" } as const;
const NOT_STARTED = { refused: "has not started yet" } as const;
const GOES_ON = { refused: "has not ended yet" } as const;
const STARTED = { refused: "has started already" } as const;
const STOPPED = { to: "Stopped" } as const;
const COMPLETED = { to: "Completed" } as const;
const NOT_PAUSED = { refused: "is not paused" } as const;

const ended = {
  created: HAS_ENDED,
  startDate: HAS_ENDED,
  pause: HAS_ENDED,
  resume: HAS_ENDED,
  stop: HAS_ENDED,
  endDate: HAS_ENDED,
  allDone: HAS_ENDED,
  exported: { to: "Exported" },
} as const;

const STEPS: Readonly<Record<CampaignState, Readonly<Record<CampaignEvent, CampaignStep>>>> = {
  Copied: {
    created: { to: "Started" },
    startDate: NOT_STARTED,
    pause: { to: "Paused" },
    resume: NOT_PAUSED,
    stop: STOPPED,
    endDate: STOPPED,
    allDone: NOT_STARTED,
    exported: GOES_ON,
  },
  Started: {
    created: STARTED,
    startDate: { to: "Running" },
    pause: { to: "Paused" },
    resume: NOT_PAUSED,
    stop: STOPPED,
    endDate: STOPPED,
    allDone: NOT_STARTED,
    exported: GOES_ON,
  },
  Running: {
    created: STARTED,
    startDate: STARTED,
    pause: { to: "Paused" },
    resume: NOT_PAUSED,
    stop: STOPPED,
    endDate: STOPPED,
    allDone: COMPLETED,
    exported: GOES_ON,
  },
  Paused: {
    created: STARTED,
    startDate: { refused: "is paused" },
    pause: { refused: "is paused already" },
    resume: { to: "Started" },
    stop: STOPPED,
    endDate: STOPPED,
    allDone: COMPLETED,
    exported: GOES_ON,
  },
  Completed: ended,
  Stopped: ended,
  // A second try of the export finds what the first one did.
  Exported: { ...ended, exported: { to: "Exported" } },
};

/** What the event does to a campaign in this state. */
export function campaignStep(state: CampaignState, event: CampaignEvent): CampaignStep {
  return STEPS[state][event];
}

/** States in which a campaign still takes new customers and reports. */
export const OPEN_STATES = CAMPAIGN_STATES.filter(
  (state) => "to" in campaignStep(state, "stop"),
) as readonly CampaignState[];

export function isOpen(state: CampaignState): boolean {
  return OPEN_STATES.includes(state);
}
