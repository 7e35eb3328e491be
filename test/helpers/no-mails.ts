/** The mails of a console in tests of something else: none, and nothing is wrong. */
import type { MailsConsole } from "../../src/console/mails-console.ts";

export const noMails: MailsConsole = {
  warnings: () => Promise.resolve([]),
  list: () => Promise.resolve([]),
  retry: () => Promise.resolve([]),
};
