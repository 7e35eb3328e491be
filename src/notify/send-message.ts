/** One try to send one mail of the outbox, and what it makes of the mail. */
import { open } from "node:fs/promises";
import type { Clock } from "../core/clock.ts";
import { effect } from "../core/effect.ts";
import { AppError } from "../core/errors.ts";
import type { Message, MessageAttachment } from "../store/outbox.ts";
import { isGivenUp, pauseAfter } from "./back-off.ts";
import {
  addressOf,
  type Delivery,
  type MailTransport,
  type OutgoingMail,
} from "./mail-transport.ts";

/** Larger attachments stay where they are; the mail says where. */
export const MOST_ATTACHED_BYTES = 1_048_576;

export interface SendDeps {
  readonly clock: Clock;
  readonly from: string;
  readonly transport: MailTransport;
  readonly signal: AbortSignal;
}

export type MessageChange = Partial<Omit<Message, "id" | "key">>;

/** What one try came to; `change` is to be marked in the outbox. */
export interface Tried {
  readonly change: MessageChange;
  /** Why it is not through, or not for everybody. */
  readonly fault?: AppError;
  /** The server itself is away or refuses us: others need not be tried now. */
  readonly isServerFault: boolean;
}

/** Never rejects for what a server does. A mail that is too large goes again without its attachment. */
export async function sendMessage(deps: SendDeps, message: Message): Promise<Tried> {
  const attachment = message.attachment && (await readAttachment(message.attachment));
  const mail = outgoing(deps, message);
  try {
    const whole = attachment ? { ...mail, attachment } : mail;
    return delivered(deps.clock.now(), message, await send(deps, whole));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (attachment && isTooLarge(error)) {
      const { attachment: _left, ...rest } = message;
      return await sendMessage(deps, rest);
    }
    return failed(deps.clock.now(), message, error);
  }
}

function send({ transport, signal }: SendDeps, mail: OutgoingMail): Promise<Delivery> {
  return effect("mail.send", () => transport.send(mail, signal));
}

function outgoing({ from }: SendDeps, message: Message): OutgoingMail {
  const { id, to, open: recipients, subject, text, html, queuedAt } = message;
  const domain = addressOf(from).split("@").at(-1) ?? "localhost";
  return {
    messageId: `<${id}.quayside@${domain}>`,
    date: new Date(queuedAt),
    from,
    to,
    recipients,
    subject,
    text,
    html,
  };
}

/** What is gone or has grown meanwhile is left out: the mail names the file in any case. */
async function readAttachment({
  path,
  name,
}: MessageAttachment): Promise<OutgoingMail["attachment"]> {
  try {
    await using file = await open(path);
    if ((await file.stat()).size > MOST_ATTACHED_BYTES) return undefined;
    return { name, content: await file.readFile() };
  } catch {
    return undefined;
  }
}

/** 552 is the code of RFC 5321 for "exceeds storage allocation", which servers use for the size. */
function isTooLarge({ details }: AppError): boolean {
  return details["responseCode"] === 552;
}

/** Each recipient is through, refused for good, or to be tried again. */
function delivered(now: Date, message: Message, delivery: Delivery): Tried {
  const { accepted, deferred, response } = delivery;
  const refused = [...message.refused, ...delivery.refused];
  const isNobodyServed =
    accepted.length === 0 && message.open.length === message.to.length - message.refused.length;
  if (isNobodyServed && deferred.length === 0) {
    // Everybody was refused: more likely a server that is set up wrongly than wrong addresses.
    return failed(now, message, refusal(delivery.refused));
  }
  const open = deferred.map(({ address }) => address);
  const fault = refusal([...delivery.refused, ...deferred]);
  if (open.length > 0) {
    const { change } = failed(now, message, fault);
    return { change: { ...change, open, refused }, fault, isServerFault: false };
  }
  const sentAt = now.toISOString();
  const change: MessageChange = {
    state: "Sent",
    attempts: message.attempts + 1,
    ...{ open, refused, sentAt, response, text: "", html: "" },
    ...(delivery.refused.length > 0 ? { lastError: fault.message } : {}),
  };
  return { change, ...(delivery.refused.length > 0 ? { fault } : {}), isServerFault: false };
}

function refusal(all: Delivery["refused"]): AppError {
  const who = all.map(({ address, reason }) => `${address} (${reason})`).join(", ");
  return new AppError("N013", `the mail server refused ${who}`);
}

/** The mail waits for its next try, or is given up. */
export function failed(now: Date, message: Message, fault: AppError): Tried {
  const attempts = message.attempts + 1;
  const nextTryAt = new Date(now.getTime() + pauseAfter(attempts)).toISOString();
  const state = isGivenUp(message.queuedAt, now) ? "GivenUp" : "Waiting";
  const change: MessageChange = { state, attempts, nextTryAt, lastError: fault.message };
  const isServerFault = fault.code === "N012" || fault.details["responseCode"] === undefined;
  return { change, fault, isServerFault: fault.code !== "N013" && isServerFault };
}
