/** What the console asks of mails and warnings; the service provides it. */
import type { Warning } from "../notify/alarms.ts";
import type { Message, MessageState } from "../store/outbox.ts";

/** A mail without its text. */
export type MailView = Omit<Message, "text" | "html">;

export interface MailsConsole {
  /** What is wrong now, and what went wrong within a day; oldest first. */
  warnings(): Promise<readonly Warning[]>;
  /** Newest first. */
  list(state: MessageState | undefined, limit: number): Promise<readonly MailView[]>;
  /**
   * Sends a mail that waits or was given up at once; all of them where none is named.
   * @throws {UsageError} N011, S009
   */
  retry(id: string | undefined): Promise<readonly MailView[]>;
}
