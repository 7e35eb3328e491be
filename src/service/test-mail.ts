/** A test mail, sent at once and not through the outbox, and what the server said. */
import type { ServiceConfig } from "../config/service-config.ts";
import type { Clock } from "../core/clock.ts";
import { OperatorError, TransientError } from "../core/errors.ts";
import { newRunId } from "../core/ids.ts";
import { addressOf } from "../notify/mail-transport.ts";
import { createMailTexts } from "../notify/mail-texts.ts";
import { loadMailTemplates } from "../notify/templates.ts";
import type { RefusedRecipient } from "../store/outbox.ts";
import { mailOf, openMailServer } from "./mail-server.ts";
import { mailTemplatesPath } from "./program.ts";

export interface TestMailSent {
  /** `smtp.example.com:587` */
  readonly server: string;
  readonly to: readonly string[];
  /** The server's last words. */
  readonly response: string;
}

/**
 * @param to instead of mail.to.
 * @throws {TransientError} N010 @throws {OperatorError} N012, N013, N015 @throws {ConfigError} C001, C003
 */
export async function sendTestMail(
  config: ServiceConfig,
  clock: Clock,
  to: string | undefined,
): Promise<TestMailSent> {
  const mail = mailOf(config);
  const { server, transport } = await openMailServer(mail);
  const where = `${server.host}:${server.port}`;
  const texts = createMailTexts(await loadMailTemplates(mailTemplatesPath), config.timeZone);
  const now = clock.now();
  const recipients = to === undefined ? mail.to : [to];
  const domain = addressOf(mail.from).split("@").at(-1) ?? "localhost";
  const { refused, deferred, response } = await transport.send({
    ...texts.test({ at: now.toISOString(), server: config.server, mailServer: where }),
    ...{ messageId: `<${newRunId(now)}.quayside@${domain}>`, date: now, from: mail.from },
    ...{ to: recipients, recipients },
  });
  if (refused.length > 0) throw new OperatorError("N013", refusal(where, refused), HINT);
  if (deferred.length > 0) throw new TransientError("N010", refusal(where, deferred));
  return { server: where, to: recipients, response };
}

const HINT = { hint: "Check the addresses, and whether the server relays for this machine." };

function refusal(where: string, all: readonly RefusedRecipient[]): string {
  const who = all.map(({ address, reason }) => `${address} (${reason})`).join(", ");
  return `the mail server ${where} refused ${who}`;
}
