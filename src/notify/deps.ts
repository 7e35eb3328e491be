/** What the notices work with. */
import type { MailConfig } from "../config/service-config.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Outbox } from "../store/outbox.ts";
import type { Store } from "../store/store.ts";
import type { Condition } from "./alarms.ts";
import type { MailTexts } from "./mail-texts.ts";

export interface NoticeDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Pick<
    Store,
    Exclude<keyof Outbox, "messages" | "changeMessage"> | "issues" | "runs" | "exports"
  >;
  readonly texts: MailTexts;
  /** Undefined: nothing is mailed; alarms show in the log and in the status. */
  readonly mail: Pick<MailConfig, "to" | "when" | "types"> | undefined;
  /** Absolute path of the History of an import type; undefined where the type is gone. */
  readonly historyPathOf: (type: string) => string | undefined;
  /** Absolute path of Export, where files of campaigns are. */
  readonly campaignFolder: string;
  /** Title of a job and who is told of it; undefined where the job is gone. */
  readonly jobOf: (id: string) => NamedJob | undefined;
  /** Everything that is not as it should be now; given what was so at the last look. */
  readonly conditions: (active: ReadonlySet<string>) => Promise<readonly Condition[]>;
  /** Mails were queued. */
  readonly onQueued: () => void;
}

export interface NamedJob {
  readonly title: string;
  readonly notify: readonly string[];
}
