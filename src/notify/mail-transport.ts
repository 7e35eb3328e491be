/** Hands mails to a mail server: the adapter of nodemailer. */
import { createTransport } from "nodemailer";
import { OperatorError, TransientError } from "../core/errors.ts";
import type { RefusedRecipient } from "../store/outbox.ts";
import { tlsRuleOf, type MailServer } from "./mail-server.ts";

export interface OutgoingMail {
  /** `<id@host>`, the same at every try. */
  readonly messageId: string;
  readonly date: Date;
  readonly from: string;
  /** For the header: everybody who is told. */
  readonly to: readonly string[];
  /** Whom it is handed over for now. */
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachment?: { readonly name: string; readonly content: Uint8Array };
}

/** What became of each recipient. */
export interface Delivery {
  readonly accepted: readonly string[];
  /** For good (5xx). */
  readonly refused: readonly RefusedRecipient[];
  /** For the moment (4xx). */
  readonly deferred: readonly RefusedRecipient[];
  /** The server's last words. */
  readonly response: string;
}

export interface MailTransport {
  /**
   * Sends a mail over a connection of its own.
   * @throws {TransientError} N010 @throws {OperatorError} N012 login or encryption, N013 refused;
   * `details.responseCode` has the server's code.
   */
  send(mail: OutgoingMail, signal?: AbortSignal): Promise<Delivery>;
  /** Connects, encrypts, logs in; sends nothing. @throws as `send` */
  verify(): Promise<void>;
}

const CONNECT_MS = 10_000;
const GREETING_MS = 10_000;
const SOCKET_MS = 60_000;

/** @param ca PEM of the issuers to trust, beside none of the system's. */
export function openMailTransport(server: MailServer, ca?: string): MailTransport {
  const { host, port, isTls, login } = server;
  const rule = tlsRuleOf(server, ca !== undefined);
  const transport = createTransport({
    host,
    port,
    secure: isTls,
    requireTLS: rule.isRequired && !isTls,
    tls: { rejectUnauthorized: rule.isVerified, ...(ca === undefined ? {} : { ca }) },
    ...(login ? { auth: { user: login.user, pass: login.password.reveal() } } : {}),
    // Without it a login would be left out in silence where the server offers none.
    forceAuth: login !== undefined,
    connectionTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    greetingTimeout: GREETING_MS,
    socketTimeout: SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const where = `${host}:${port}`;
  return {
    send: async (mail, signal) => {
      try {
        const info = await transport.sendMail(composed(mail, signal));
        const sorted = sortRefusals(info.rejectedErrors ?? []);
        return { accepted: info.accepted.map(String), ...sorted, response: info.response };
      } catch (error) {
        const fault = error as MailFault;
        const refusals = fault.code === "EENVELOPE" ? (fault.rejectedErrors ?? []) : [];
        if (refusals.length === 0) throw translated(error, where);
        return { accepted: [], ...sortRefusals(refusals), response: fault.response ?? "" };
      }
    },
    verify: async () => {
      try {
        await transport.verify();
      } catch (error) {
        throw translated(error, where);
      }
    },
  };
}

function composed(mail: OutgoingMail, signal: AbortSignal | undefined): object {
  const { from, to, recipients, attachment, messageId, date, subject, text, html } = mail;
  return {
    messageId,
    date,
    from,
    to: [...to],
    envelope: { from: addressOf(from), to: [...recipients] },
    subject,
    text,
    html,
    // RFC 3834: nobody's absence note answers it.
    headers: { "Auto-Submitted": "auto-generated" },
    ...(attachment
      ? { attachments: [{ filename: attachment.name, content: Buffer.from(attachment.content) }] }
      : {}),
    ...(signal ? { signal } : {}),
  };
}

/** `quayside@example.com` of `Quayside <quayside@example.com>`. */
export function addressOf(from: string): string {
  return /<([^<>]+)>/.exec(from)?.[1] ?? from;
}

/** The fields of nodemailer's errors that say what happened. */
interface MailFault {
  readonly code?: string | undefined;
  readonly originalCode?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
  readonly recipient?: string | undefined;
  readonly rejectedErrors?: readonly MailFault[] | undefined;
}

function sortRefusals(faults: readonly MailFault[]): Pick<Delivery, "refused" | "deferred"> {
  const all = faults.map(({ recipient = "", response = "", responseCode = 0 }) => {
    return { address: recipient, reason: response, isFinal: responseCode >= 500 };
  });
  const of = (isFinal: boolean): readonly RefusedRecipient[] =>
    all
      .filter((one) => one.isFinal === isFinal)
      .map(({ address, reason }) => ({ address, reason }));
  return { refused: of(true), deferred: of(false) };
}

const TLS_CODE = /^(ERR_TLS|ERR_SSL)|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH/;

function translated(error: unknown, where: string): unknown {
  if (!(error instanceof Error)) return error;
  const { code = "", originalCode = "", responseCode } = error as Error & MailFault;
  const extras = {
    cause: error,
    ...(responseCode === undefined ? {} : { details: { responseCode } }),
  };
  const text = `the mail server ${where}: ${error.message}`;
  const isTlsFault = code === "ETLS" || code === "EREQUIRETLS" || TLS_CODE.test(originalCode);
  const isLoginFault = ["EAUTH", "ENOAUTH"].includes(code) && !isPassing(responseCode);
  if (isTlsFault || isLoginFault) {
    const hint = isTlsFault
      ? "Give the issuer of its certificate as mail.ca, and name the server as its certificate does."
      : "Check user and password in mail.urlFile.";
    return new OperatorError("N012", text, { ...extras, hint });
  }
  if (responseCode !== undefined && responseCode >= 500) {
    return new OperatorError("N013", text, { ...extras, hint: "Check mail.from and mail.to." });
  }
  return new TransientError("N010", text, { ...extras, hint: "Check mail.url, if it lasts." });
}

function isPassing(responseCode: number | undefined): boolean {
  return responseCode !== undefined && responseCode < 500;
}
