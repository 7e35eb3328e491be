/** The notices of the daemon: builds their parts and joins them. */
import type { ServiceConfig } from "../config/service-config.ts";
import type { MailsConsole } from "../console/mails-console.ts";
import type { Bell } from "../core/bell.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import { dropFolder } from "../drop/folders.ts";
import type { DropStatus } from "../drop/status.ts";
import type { Warning } from "../notify/alarms.ts";
import type { NoticeDeps } from "../notify/deps.ts";
import { createMailTexts } from "../notify/mail-texts.ts";
import { startNotices } from "../notify/notices.ts";
import { startMailSender, type MailSender } from "../notify/outbox.ts";
import { loadMailTemplates } from "../notify/templates.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { Store } from "../store/store.ts";
import { conditionsOf } from "./conditions.ts";
import type { Exports } from "./exports.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { openMailServer } from "./mail-server.ts";
import { mailsConsole } from "./mails-console.ts";
import { automaticPath, exportPath } from "./places.ts";
import { mailTemplatesPath } from "./program.ts";

export interface NoticeBase {
  readonly config: ServiceConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
}

export interface NoticeParts {
  readonly store: Store;
  readonly types: readonly ImportTypeSpec[];
  readonly exports: Exports;
  readonly dropStatus: () => DropStatus | undefined;
  /** Rings when a run has ended. */
  readonly ended: Bell;
}

/** Gives what the console asks of them. @throws {ConfigError} C004 a template is missing. */
export async function startNoticeParts(
  base: NoticeBase,
  parts: NoticeParts,
): Promise<MailsConsole> {
  const { config, clock, lifecycle } = base;
  const log = base.log.child({ component: "notify" });
  const texts = createMailTexts(await loadMailTemplates(mailTemplatesPath), config.timeZone);
  const { ended, store } = parts;
  // A mail that is through may let others go that were held behind it.
  const sender = await startSender({ ...base, log }, store, () => {
    ended.ring();
  });
  const notices = await lifecycle.start(
    "notices",
    () =>
      Promise.resolve(startNotices(noticeDeps({ ...base, log }, parts, { texts, sender }), ended)),
    (part) => part.stop(),
  );
  const warnings = (): readonly Warning[] => {
    const fault = sender?.fault();
    return fault ? [...notices.warnings(), fault] : notices.warnings();
  };
  return mailsConsole({ clock, outbox: store, warnings, sender });
}

async function startSender(
  { config, clock, log, lifecycle }: NoticeBase,
  store: Store,
  onSent: () => void,
): Promise<MailSender | undefined> {
  const { mail } = config;
  if (!mail) return undefined;
  const { from } = mail;
  return await lifecycle.start(
    "mail",
    () =>
      Promise.resolve(
        startMailSender({
          ...{ clock, log, from, onSent, outbox: store },
          openTransport: async () => (await openMailServer(mail)).transport,
        }),
      ),
    (part) => part.stop(),
  );
}

function noticeDeps(
  { config, clock, log }: NoticeBase,
  { store, types, exports, dropStatus }: NoticeParts,
  { texts, sender }: Pick<NoticeDeps, "texts"> & { readonly sender: MailSender | undefined },
): NoticeDeps {
  const { retentionStopped, catalogue } = exports;
  return {
    ...{ clock, log, store, texts },
    mail: config.mail,
    historyPathOf: (name) => {
      const type = types.find((one) => one.type === name);
      return type && dropFolder(automaticPath(config), type).historyPath;
    },
    campaignFolder: exportPath(config),
    jobOf: (id) => {
      const job = catalogue.job(id);
      return job && { title: job.definition.title, notify: job.definition.notify ?? [] };
    },
    conditions: conditionsOf({ config, clock, log, store, dropStatus, retentionStopped }),
    onQueued: () => sender?.nudge(),
  };
}
