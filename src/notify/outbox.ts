/**
 * Sends the mails that wait, one at a time, oldest first. A mail is marked after the server took it: who
 * dies between the two sends it again under the same Message-ID, and none is lost.
 */
import { Bell } from "../core/bell.ts";
import type { Clock } from "../core/clock.ts";
import { effect } from "../core/effect.ts";
import { AppError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { Message, Outbox } from "../store/outbox.ts";
import { dueNow } from "./back-off.ts";
import type { MailTransport } from "./mail-transport.ts";
import { failed, sendMessage, type MessageChange, type Tried } from "./send-message.ts";

export interface OutboxDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly outbox: Pick<Outbox, "messages" | "changeMessage">;
  readonly from: string;
  /** Opened anew for each round, so that a password that was changed counts. @throws {ConfigError} */
  readonly openTransport: () => Promise<MailTransport>;
  /** A mail is through: what was held behind it may go. */
  readonly onSent: () => void;
}

export interface MailSender {
  /** Something was queued. */
  nudge(): void;
  /** Why nothing is sent now, if so. */
  fault():
    | { readonly code: AppError["code"]; readonly message: string; readonly since: string }
    | undefined;
  stop(): Promise<void>;
}

const REST_MS = 60_000;
/** How long a mail that is being sent may take when the daemon stops. */
const GRACE_MS = 5_000;
const ROUND = 20;

/** Starts at once. */
export function startMailSender(deps: OutboxDeps): MailSender {
  const sender = new Sender(deps);
  const ended = sender.run();
  return {
    nudge: () => {
      sender.nudge();
    },
    fault: () => sender.fault,
    stop: () => sender.stop(ended),
  };
}

/** Guards what was sent and not yet marked, and why the server can't be used. */
class Sender {
  readonly #deps: OutboxDeps;
  readonly #bell = new Bell();
  readonly #abort = new AbortController();
  /** Mails that were tried while the store could not take the mark: not to be sent once more. */
  readonly #unmarked = new Map<string, MessageChange>();
  #isStopped = false;
  fault: ReturnType<MailSender["fault"]>;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  nudge(): void {
    this.#bell.ring();
  }

  async stop(ended: Promise<void>): Promise<void> {
    this.#isStopped = true;
    this.#bell.ring();
    const done = new AbortController();
    void this.#deps.clock.sleep(GRACE_MS, done.signal).then(() => {
      if (!done.signal.aborted) this.#abort.abort();
    });
    await ended;
    done.abort();
  }

  async run(): Promise<void> {
    while (!this.#hasStopped()) {
      let isMore = false;
      try {
        isMore = await this.#round();
      } catch (err) {
        this.#deps.log.warn({ event: "mail.delayed", err }, "the outbox is looked at again");
      }
      if (!isMore) await this.#bell.wait(this.#deps.clock, REST_MS);
    }
  }

  /** Asked by a call, since a stop comes at any time. */
  #hasStopped(): boolean {
    return this.#isStopped;
  }

  /** Gives whether there may be more that is due. */
  async #round(): Promise<boolean> {
    const { clock, outbox } = this.#deps;
    await this.#markAll();
    const due = await outbox.messages({
      states: ["Waiting"],
      due: dueNow(clock.now()),
      limit: ROUND,
    });
    if (due.length === 0) return false;
    const transport = await this.#transport();
    let serverFault = transport instanceof AppError ? transport : undefined;
    for (const message of due) {
      if (this.#hasStopped()) return false;
      const tried =
        serverFault || transport instanceof AppError
          ? failed(clock.now(), message, serverFault ?? (transport as AppError))
          : await this.#try(transport, message);
      if (this.#abort.signal.aborted) return false;
      if (tried.isServerFault) serverFault = tried.fault;
      await this.#note(message, tried);
    }
    this.#noteServer(serverFault);
    return due.length === ROUND;
  }

  async #transport(): Promise<MailTransport | AppError> {
    try {
      return await this.#deps.openTransport();
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  }

  #try(transport: MailTransport, message: Message): Promise<Tried> {
    const { clock, from } = this.#deps;
    return sendMessage({ clock, from, transport, signal: this.#abort.signal }, message);
  }

  async #note(message: Message, { change, fault }: Tried): Promise<void> {
    const { log, onSent } = this.#deps;
    const fields = { mail: message.id, attempt: message.attempts + 1, to: message.to.length };
    if (change.state === "GivenUp") {
      log.error({ event: "mail.abandoned", code: "N014", ...fields }, givenUp(message, fault));
    } else if (fault && change.state === "Waiting") {
      log.warn({ event: "mail.delayed", code: fault.code, ...fields }, fault.message);
    } else if (fault) {
      log.warn({ event: "mail.refused", code: fault.code, ...fields }, fault.message);
    }
    if (change.state === "Sent") log.info({ event: "mail.sent", ...fields }, "mail sent");
    this.#unmarked.set(message.id, change);
    await this.#markAll();
    if (change.state !== "Waiting") onSent();
  }

  async #markAll(): Promise<void> {
    for (const [id, change] of this.#unmarked) {
      await effect("mail.mark", () => this.#deps.outbox.changeMessage(id, ["Waiting"], change));
      this.#unmarked.delete(id);
    }
  }

  #noteServer(fault: AppError | undefined): void {
    const since = this.fault?.since ?? this.#deps.clock.now().toISOString();
    this.fault = fault && { code: fault.code, message: fault.message, since };
  }
}

function givenUp({ subject }: Message, fault: AppError | undefined): string {
  return `the mail "${subject}" is given up after three days: ${fault?.message ?? "not taken"}`;
}
