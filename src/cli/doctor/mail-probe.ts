/** Probe of the mail server: connects, encrypts, logs in; nothing is sent. */
import type { ServiceConfig } from "../../config/service-config.ts";
import { AppError } from "../../core/errors.ts";
import { openMailServer } from "../../service/mail-server.ts";
import type { Finding } from "./finding.ts";

export async function probeMail({ mail }: ServiceConfig): Promise<readonly Finding[]> {
  const probe = "mail";
  if (!mail) return [{ probe, state: "note", detail: "no mail server is set; nothing is mailed" }];
  try {
    const { server, transport } = await openMailServer(mail);
    await transport.verify();
    const login = server.login ? `, login as ${server.login.user}` : "";
    const detail = `${server.host}:${server.port} answers${login}; nothing was sent`;
    return [{ probe, state: "good", detail }];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const detail = `${error.code} ${error.message}`;
    return [{ probe, state: "bad", detail, ...(error.hint ? { remedy: error.hint } : {}) }];
  }
}
