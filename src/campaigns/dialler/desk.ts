/**
 * Where diallers take their work and hand in what came of it, over HTTP or inside the daemon: requests that
 * come together are one transaction, and who finds nobody to call may wait until there is somebody.
 */
import type { Clock } from "../../core/clock.ts";
import { UsageError } from "../../core/errors.ts";
import {
  DIAL_LIST,
  type AttemptOutcome,
  type AttemptReport,
  type CampaignAction,
  type CampaignAttempt,
  type CampaignCustomer,
  type CampaignLedger,
  type CampaignRecord,
  type CustomerActOutcome,
  type CustomersAct,
  type DialOrder,
  type NextRequest,
  type ScriptQuestion,
} from "../../store/campaign-ledger.ts";
import type { HeldEnd } from "../hand-over.ts";
import { gather } from "./gather.ts";
import { News } from "./news.ts";
import { type CampaignProgress, progressOf } from "./progress.ts";

export interface CampaignView extends CampaignRecord {
  readonly progress: CampaignProgress;
  /** It has ended, and why its files do not come into Export now. */
  readonly held?: HeldEnd;
}

export interface CustomersActView {
  readonly campaign: CampaignView;
  /** In the order of the customers that were named. */
  readonly customers: readonly CustomerActOutcome[];
}

export interface NextWish extends Omit<NextRequest, "now"> {
  /** How long to wait for somebody who may be called. */
  readonly waitSeconds: number;
}

export interface DiallerDesk {
  /** In the order of their creation. */
  campaigns(): Promise<readonly CampaignView[]>;
  /** Those that run, are paused, or have ended and are not exported yet. */
  active(): Promise<readonly CampaignView[]>;
  /** @throws {UsageError} S009 */
  campaign(name: string): Promise<CampaignView>;
  /** @throws {UsageError} S009, or why its state does not allow it. */
  act(name: string, action: CampaignAction, by: string): Promise<CampaignView>;
  /** Leaves customers out, or takes them back. @throws {UsageError} S009, or J012 where the campaign has ended. */
  actOnCustomers(act: Omit<CustomersAct, "now">): Promise<CustomersActView>;
  /** A page of attempts, in the order in which they were recorded. @throws {UsageError} S009 */
  attempts(name: string, after: number, limit: number): Promise<readonly CampaignAttempt[]>;
  /** A page of customers, in the order of their file. @throws {UsageError} S009 */
  customers(name: string, after: number, limit: number): Promise<readonly CampaignCustomer[]>;
  /** Of the campaign's script. @throws {UsageError} S009 */
  questions(name: string): Promise<readonly ScriptQuestion[]>;
  /**
   * Customers to call, on loan; none when nobody may be called until the wait is over.
   * @param gone aborted when nobody is there any more to take them.
   * @throws {UsageError} S009 for an unknown campaign.
   */
  next(wish: NextWish, gone: AbortSignal): Promise<readonly DialOrder[]>;
  /** False: the call must not be made. */
  begin(lease: string): Promise<boolean>;
  release(lease: string): Promise<void>;
  /** In the order of the reports. */
  record(reports: readonly AttemptReport[]): Promise<readonly AttemptOutcome[]>;
  /** Something has changed elsewhere: whoever waits looks again. */
  nudge(): void;
}

export interface DeskDeps {
  readonly clock: Clock;
  readonly ledger: CampaignLedger;
  /** Calls were recorded, or a person acted on a campaign: it may have come to its end. */
  readonly onChanged: () => void;
  /** Ends that are not done, by the id of the campaign. Default: none. */
  readonly held?: () => ReadonlyMap<number, HeldEnd>;
}

const ACTIVE = ["Running", "Paused", "Completed", "Stopped"] as const;

/** Orders of one transaction. */
const MOST_ORDERS = 1_000;
/** Attempts of one transaction. */
const MOST_REPORTS = 2_000;
/** A wait looks again this often: redials come due by time alone. */
const LOOK_MS = 500;

export function createDiallerDesk(deps: DeskDeps): DiallerDesk {
  const { clock, ledger, onChanged } = deps;
  const now = (): string => clock.now().toISOString();
  const news = new News();
  const { view, ...looks } = looksOf(deps);
  const take = gather((requests: readonly NextRequest[]) => ledger.nextCustomers(requests), {
    most: MOST_ORDERS,
    weightOf: ({ count }) => count,
  });
  const hand = gather(
    async (groups: readonly (readonly AttemptReport[])[]) => {
      const outcomes = [...(await ledger.recordAttempts(groups.flat(), now()))];
      return groups.map(({ length }) => outcomes.splice(0, length));
    },
    { most: MOST_REPORTS, weightOf: ({ length }) => length },
  );
  const begin = gather((leases: readonly string[]) => ledger.beginCalls(leases, now()), {
    most: MOST_REPORTS,
    weightOf: () => 1,
  });
  const changed = (): void => {
    onChanged();
    news.ring();
  };
  return {
    ...looks,
    act: async (name, action, by) => {
      const record = await ledger.actOnCampaign(name, action, by, now());
      changed();
      return view(record);
    },
    actOnCustomers: async (act) => {
      const { campaign, customers } = await ledger.actOnCustomers({ ...act, now: now() });
      changed();
      return { campaign: view(campaign), customers };
    },
    next: async (wish, gone) =>
      ordersFor({ clock, ledger, news, take, campaign: looks.campaign }, wish, gone),
    begin,
    release: async (lease) => {
      await ledger.releaseLease(lease, now());
      news.ring();
    },
    record: async (reports) => {
      const outcomes = await hand(reports);
      changed();
      return outcomes;
    },
    nudge: () => {
      news.ring();
    },
  };
}

interface Taking extends Pick<DeskDeps, "clock" | "ledger"> {
  readonly news: News;
  readonly take: (request: NextRequest) => Promise<readonly DialOrder[]>;
  readonly campaign: DiallerDesk["campaign"];
}

/** Asks until there is somebody, the wait is over, or nobody is there any more who waits. */
async function ordersFor(
  { clock, ledger, news, take, campaign }: Taking,
  { waitSeconds, ...wish }: NextWish,
  gone: AbortSignal,
): Promise<readonly DialOrder[]> {
  if (wish.dialler === DIAL_LIST) {
    throw new UsageError("S010", `the name '${DIAL_LIST}' stands for the lists of Quayside itself`);
  }
  const endMs = clock.monotonicMs() + waitSeconds * 1_000;
  for (;;) {
    const now = clock.now().toISOString();
    const orders = await take({ ...wish, now });
    if (orders.length > 0) {
      if (!gone.aborted) return orders;
      for (const { lease } of orders) await ledger.releaseLease(lease, now);
      return [];
    }
    if (wish.campaign !== undefined) await campaign(wish.campaign);
    const leftMs = endMs - clock.monotonicMs();
    if (leftMs <= 0 || gone.aborted) return [];
    await news.wait(clock, Math.min(leftMs, LOOK_MS), gone);
  }
}

type Looks = Pick<
  DiallerDesk,
  "campaigns" | "active" | "campaign" | "attempts" | "customers" | "questions"
> & { readonly view: (record: CampaignRecord) => CampaignView };

/** What changes nothing. */
function looksOf({ clock, ledger, held }: DeskDeps): Looks {
  const view = (record: CampaignRecord): CampaignView => {
    const why = held?.().get(record.id);
    const progress = progressOf(record, clock.now());
    return { ...record, progress, ...(why ? { held: why } : {}) };
  };
  const named = async (name: string): Promise<CampaignView> => {
    const [record] = await ledger.campaigns({ name });
    if (record) return view(record);
    throw new UsageError("S009", `There is no campaign '${name}'.`, {
      hint: "`quayside campaigns list` shows all of them.",
    });
  };
  return {
    view,
    campaigns: async () => (await ledger.campaigns({})).map(view),
    active: async () => (await ledger.campaigns({ states: ACTIVE })).map(view),
    campaign: named,
    attempts: async (name, after, limit) =>
      ledger.campaignAttempts((await named(name)).name, after, limit),
    customers: async (name, after, limit) =>
      ledger.campaignCustomers((await named(name)).name, after, limit),
    questions: async (name) => ledger.campaignQuestions((await named(name)).name),
  };
}
