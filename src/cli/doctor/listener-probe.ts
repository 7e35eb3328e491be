/** Probe of the address of diallers: its certificate and key, and how long they are good. */
import { serverExpiry } from "../../certificates/server-expiry.ts";
import { isLoopback } from "../../config/resolve-campaigns.ts";
import type { ServiceConfig } from "../../config/service-config.ts";
import { AppError } from "../../core/errors.ts";
import { readTlsFiles } from "../../service/tls-files.ts";
import type { CommandContext } from "../command.ts";
import type { Finding } from "./finding.ts";

const RENEW = "Renew it; the daemon takes the new files within a minute.";

export async function probeListener(
  { clock }: Pick<CommandContext, "clock">,
  { listener }: Pick<ServiceConfig, "listener">,
): Promise<readonly Finding[]> {
  const probe = "diallers";
  if (!listener.enabled) {
    const { reason } = listener;
    return reason === undefined ? [] : [{ probe, state: "bad", detail: reason }];
  }
  const { host, port, tls } = listener;
  if (!tls) {
    const detail = `http on ${host}:${port}, not encrypted`;
    if (isLoopback(host)) return [{ probe, state: "good", detail }];
    const remedy = "Set console.certificate and console.key: the token can be read on its way.";
    return [{ probe, state: "note", detail, remedy }];
  }
  try {
    const { own } = await readTlsFiles(tls);
    const expiry = serverExpiry(own, clock.now());
    if (expiry) {
      const state = expiry.isUsable ? "note" : "bad";
      return [{ probe, state, detail: expiry.message, remedy: RENEW }];
    }
    const detail = `https on ${host}:${port}; ${own.subject}, until ${own.notAfter}`;
    return [{ probe, state: "good", detail }];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, hint } = error;
    return [
      { probe, state: "bad", detail: `${code} ${message}`, ...(hint ? { remedy: hint } : {}) },
    ];
  }
}
