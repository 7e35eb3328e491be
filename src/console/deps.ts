/** What the console and the local socket ask the service for. */
import type { CampaignView, DiallerDesk } from "../campaigns/dialler/desk.ts";
import type { Clock } from "../core/clock.ts";
import type { ExportStatus } from "../export/status.ts";
import type { FetchStatus } from "../fetch/status.ts";
import type { Store } from "../store/store.ts";
import type { Warning } from "../notify/alarms.ts";
import type { ExportsConsole } from "./exports-console.ts";
import type { MailsConsole } from "./mails-console.ts";

/** What the routes of campaigns need. */
export interface CampaignConsoleDeps {
  readonly campaigns: DiallerDesk;
  readonly about: Pick<ServiceFacts, "version">;
}

export interface ConsoleDeps extends CampaignConsoleDeps {
  readonly clock: Clock;
  readonly store: Store;
  readonly exports: ExportsConsole;
  readonly mails: MailsConsole;
  /** The state of the import line, made anew at each question. */
  readonly dropStatus: () => object;
  /** Looks into the drop folders now. */
  readonly scanNow: () => Promise<void>;
  readonly health: () => Promise<HealthReport>;
  readonly about: ServiceFacts;
  /** Milliseconds since the service started. */
  readonly uptimeMs: () => number;
}

export interface ServiceFacts {
  readonly version: string;
  readonly pid: number;
  /** The exchange folder. */
  readonly folder: string;
  readonly settingsPath?: string;
  readonly timeZone: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

export interface HealthReport {
  /** True when every part is. */
  readonly ok: boolean;
  readonly parts: readonly PartHealth[];
}

export interface PartHealth {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Answer of GET /v1/status. */
export interface StatusAnswer extends ServiceFacts {
  readonly uptimeMs: number;
  readonly health: HealthReport;
  /** DropStatus of drop/status.ts. */
  readonly drop: object;
  readonly exports: ExportStatus;
  /** What is wrong now, and what went wrong within a day; oldest first. */
  readonly warnings: readonly Warning[];
  readonly fetches: FetchStatus;
  /** Those that run, are paused, or have ended and are not exported yet. */
  readonly campaigns: readonly CampaignView[];
}
