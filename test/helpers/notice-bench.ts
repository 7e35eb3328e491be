/** Notices and the sender of mails on a real store, with a clock that the test moves. */
import { fileURLToPath } from "node:url";
import { Bell } from "../../src/core/bell.ts";
import { createLogger } from "../../src/core/log.ts";
import type { Condition } from "../../src/notify/alarms.ts";
import { mailServerOf } from "../../src/notify/mail-server.ts";
import { openMailTransport } from "../../src/notify/mail-transport.ts";
import { createMailTexts } from "../../src/notify/mail-texts.ts";
import { startNotices, type Notices } from "../../src/notify/notices.ts";
import { startMailSender, type MailSender, type OutboxDeps } from "../../src/notify/outbox.ts";
import { loadMailTemplates } from "../../src/notify/templates.ts";
import type { Message } from "../../src/store/outbox.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { endImport, type EndedImport } from "./ended-imports.ts";
import { FakeClock } from "./fake-clock.ts";
import { ALL_TYPES } from "./store-specs.ts";
import { until } from "./until.ts";

const templatesPath = fileURLToPath(new URL("../../templates/mail", import.meta.url));
export const START = "2026-03-04T01:00:00.000Z";

export interface BenchOptions {
  /** Undefined: nothing is sent, mails only queue up. */
  readonly server?: { readonly port: number };
  readonly when?: "always" | "problems" | "never";
  readonly to?: readonly string[];
  /** Patterns of import types; every type by default. */
  readonly types?: readonly string[];
  /** Where the History of every type is. */
  readonly historyPath?: string;
  readonly outbox?: (store: Store) => OutboxDeps["outbox"];
}

export class NoticeBench implements AsyncDisposable {
  readonly store: Store;
  readonly clock: FakeClock;
  /** Lines of the log, as JSON. */
  readonly lines: string[] = [];
  /** What is wrong now. */
  conditions: readonly Condition[] = [];
  readonly #bell = new Bell();
  readonly #options: BenchOptions;
  #notices: Notices | undefined;
  #sender: MailSender | undefined;

  constructor(store: Store, options: BenchOptions) {
    this.store = store;
    this.clock = new FakeClock(START);
    this.#options = options;
  }

  /** @param folder of the test. */
  static async open(folder: string, options: BenchOptions = {}): Promise<NoticeBench> {
    const path = `${folder}/store.db`;
    const store = await openSqliteStore({ path, types: ALL_TYPES, workFolder: `${folder}/work` });
    const bench = new NoticeBench(store, options);
    await bench.start();
    return bench;
  }

  async start(): Promise<void> {
    const { store, clock } = this;
    const { server, when = "problems", to = ["ops@example.com"], historyPath } = this.#options;
    const write = (line: string): void => void this.lines.push(line);
    const log = createLogger({ level: "info", pretty: false, write });
    if (server) {
      this.#sender = startMailSender({
        ...{ clock, log, from: "quayside@example.com" },
        outbox: this.#options.outbox?.(store) ?? store,
        openTransport: async () =>
          openMailTransport(mailServerOf(`smtp://127.0.0.1:${server.port}`)),
        onSent: () => {
          this.#bell.ring();
        },
      });
    }
    const texts = createMailTexts(await loadMailTemplates(templatesPath), "Europe/Rome");
    this.#notices = startNotices(
      {
        ...{ clock, log, store, texts },
        mail: { to, when, types: this.#options.types ?? ["*"] },
        historyPathOf: () => historyPath,
        campaignFolder: "/srv/Export",
        jobOf: () => undefined,
        conditions: async () => this.conditions,
        onQueued: () => this.#sender?.nudge(),
      },
      this.#bell,
      0,
    );
  }

  get warnings(): ReturnType<Notices["warnings"]> {
    return this.#notices?.warnings() ?? [];
  }

  get fault(): ReturnType<MailSender["fault"]> {
    return this.#sender?.fault();
  }

  /** A run ends now, and is looked at. */
  async end(ended: Omit<EndedImport, "at">): Promise<string> {
    const id = await endImport(this.store, { ...ended, at: this.clock.now().toISOString() });
    await this.looked();
    return id;
  }

  /** Waits until a look has accounted for everything that has ended. */
  async looked(): Promise<void> {
    this.#bell.ring();
    await until("a look", async () => (await this.store.endedWork(1)).length === 0);
  }

  /** Sends what is due. */
  nudge(): void {
    this.#sender?.nudge();
  }

  async message(): Promise<Message> {
    return await until("a mail in the outbox", async () => (await this.store.messages({}))[0]);
  }

  /** Waits until the only mail, the newest, is as asked. */
  async untilMessage(what: string, isSo: (message: Message) => boolean): Promise<Message> {
    return await until(`a mail that is ${what}`, async () => {
      const [first] = await this.store.messages({});
      return first && isSo(first) && first;
    });
  }

  async stop(): Promise<void> {
    await Promise.all([
      this.#notices?.stop() ?? Promise.resolve(),
      this.#sender?.stop() ?? Promise.resolve(),
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.store[Symbol.asyncDispose]();
  }
}

export function logOf(bench: NoticeBench, event: string): readonly string[] {
  return bench.lines.filter((line) => line.includes(`"${event}"`));
}
