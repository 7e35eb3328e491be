/** Takes over a renewed certificate while the service runs: who renews it need tell nobody. */
import type { ServerCertificate } from "../certificates/server-certificate.ts";
import type { TlsFiles } from "../config/service-config.ts";
import { isAborted } from "../core/abort.ts";
import type { Clock } from "../core/clock.ts";
import { AppError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { readTlsFiles } from "./tls-files.ts";

export interface TlsRenewalDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** Connections that come from now on get it; those that are open stay. */
  readonly onRenewed: (certificate: ServerCertificate) => void;
}

/** Certificates are renewed weeks before their end. */
const LOOK_MS = 60_000;

/** Looks at the content, not at times: `cp -p` and links (as certbot makes them) have times of their own. */
export function startTlsRenewal(
  { clock, log, onRenewed }: TlsRenewalDeps,
  files: TlsFiles,
  current: ServerCertificate,
): { stop: () => Promise<void> } {
  const ended = new AbortController();
  let shown = current;
  let failures = 0;
  const look = async (): Promise<void> => {
    try {
      const found = await readTlsFiles(files);
      failures = 0;
      if (found.chain === shown.chain && found.key.reveal() === shown.key.reveal()) return;
      shown = found;
      onRenewed(found);
      const { subject, notAfter } = found.own;
      log.info({ event: "console.renewed", subject, notAfter }, "the new certificate is in use");
    } catch (err) {
      if (!(err instanceof AppError)) throw err;
      failures += 1;
      // The first may be a moment between two files that are replaced one after the other.
      if (failures === 2) {
        const { code, message } = err;
        log.warn({ event: "console.failed", code }, `the former certificate stays: ${message}`);
      }
    }
  };
  const looking = (async () => {
    while (!isAborted(ended.signal)) {
      await clock.sleep(LOOK_MS, ended.signal);
      if (!isAborted(ended.signal)) await look();
    }
  })();
  return {
    stop: async () => {
      ended.abort();
      await looking;
    },
  };
}
