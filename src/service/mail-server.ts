/** The mail server of the settings: its url and trusted issuers are read when they are needed. */
import { readFile } from "node:fs/promises";
import type { MailConfig } from "../config/service-config.ts";
import { readSecret } from "../config/secrets.ts";
import { ConfigError, OperatorError } from "../core/errors.ts";
import { mailServerOf, type MailServer } from "../notify/mail-server.ts";
import { openMailTransport, type MailTransport } from "../notify/mail-transport.ts";

export interface ConfiguredServer {
  readonly server: MailServer;
  readonly transport: MailTransport;
}

/** @throws {ConfigError} C001 a file can't be read, C003 the url is wrong. */
export async function openMailServer(mail: MailConfig): Promise<ConfiguredServer> {
  const url =
    "url" in mail.server ? mail.server.url : await readSecret(mail.server.urlFile, "mail.urlFile");
  const server = mailServerOf(url.reveal());
  const { caPath } = mail;
  const ca =
    caPath === undefined
      ? undefined
      : await readFile(caPath, "utf8").catch((error: unknown) => {
          throw new ConfigError("C001", `mail.ca: the file ${caPath} can't be read`, {
            cause: error,
          });
        });
  return { server, transport: openMailTransport(server, ca) };
}

/** For commands that need one. @throws {OperatorError} N015 */
export function mailOf({ mail }: { readonly mail: MailConfig | undefined }): MailConfig {
  if (mail) return mail;
  throw new OperatorError("N015", "no mail server is set", {
    hint: "Set mail.url (or mail.urlFile), mail.from and mail.to in service.yml.",
  });
}
