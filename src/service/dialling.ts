/** The work of diallers: the desk that they come to, the address that they reach it by. */
import { createDiallerDesk, type DiallerDesk } from "../campaigns/dialler/desk.ts";
import type { CampaignLine, CampaignLineOptions } from "../campaigns/line.ts";
import { readSecret } from "../config/secrets.ts";
import type { ServiceConfig } from "../config/service-config.ts";
import { startDiallerServer } from "../console/server.ts";
import { createTlsServers } from "../console/tls.ts";
import { ConfigError } from "../core/errors.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Secret } from "../core/secret.ts";
import type { DropDeps } from "../drop/deps.ts";
import type { Store } from "../store/store.ts";
import { startCampaigns } from "./campaigns.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { programVersion } from "./program.ts";
import { readTlsFiles } from "./tls-files.ts";
import { startTlsRenewal } from "./tls-renewal.ts";

export interface Dialling {
  readonly desk: DiallerDesk;
  /** Where files of attempts go; diallers that wait are told. */
  readonly attempts: DropDeps["attempts"];
  /** Customers or calls came: the campaign line looks at once. */
  readonly nudge: () => void;
}

export interface DiallingDeps {
  readonly config: ServiceConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
}

/** Starts the campaign line, and the desk beside it: what one changes, the other looks at. */
export async function startDialling(
  base: DiallingDeps,
  store: Store,
  options: CampaignLineOptions,
): Promise<Dialling> {
  const started: { line?: CampaignLine } = {};
  const onChanged = (): void => {
    started.line?.nudge();
  };
  const { clock } = base;
  const desk = createDiallerDesk({
    ...{ clock, ledger: store, onChanged },
    held: () => started.line?.held() ?? new Map(),
  });
  const attempts: Dialling["attempts"] = {
    campaigns: (filter) => store.campaigns(filter),
    recordAttempts: async (reports, now) => {
      const outcomes = await store.recordAttempts(reports, now);
      onChanged();
      desk.nudge();
      return outcomes;
    },
  };
  const line = await startCampaigns(base, store, {
    ...options,
    onChanged: () => {
      desk.nudge();
      options.onChanged?.();
    },
  });
  started.line = line;
  return {
    desk,
    attempts,
    nudge: () => {
      line.nudge();
    },
  };
}

/** Opens `console.listen`, if it is set; with TLS where it has a certificate. @throws {ConfigError} C001 C003 {OperatorError} S005 */
export async function startListener(
  { config, log, clock, lifecycle }: DiallingDeps,
  desk: DiallerDesk,
): Promise<void> {
  const { listener } = config;
  if (!listener.enabled) {
    const { reason } = listener;
    const fields = { event: "console.failed" as const, code: "A001" as const, reason };
    if (reason !== undefined) log.error(fields, "diallers can't connect");
    return;
  }
  const { host, port, tokenPath, user, tls: files } = listener;
  const token = tokenPath === undefined ? undefined : await tokenOf(tokenPath);
  const certificate = files && (await readTlsFiles(files));
  const tls = certificate && createTlsServers(certificate);
  await lifecycle.start(
    "listener",
    () =>
      startDiallerServer(
        { campaigns: desk, about: { version: programVersion } },
        { host, port, token, user, tls, log },
      ),
    (server) => server.close(),
  );
  if (!files || !tls) return;
  const deps = { clock, log: log.child({ component: "console" }), onRenewed: tls.renew };
  await lifecycle.start(
    "certificate",
    () => Promise.resolve(startTlsRenewal(deps, files, certificate)),
    (part) => part.stop(),
  );
}

/** Shorter ones can be guessed. */
const LEAST_TOKEN = 16;

async function tokenOf(path: string): Promise<Secret> {
  const token = await readSecret(path, "console.tokenFile");
  if (/^[\x21-\x7e]+$/.test(token.reveal()) && token.reveal().length >= LEAST_TOKEN) return token;
  const message = `console.tokenFile: ${path} must hold one line of ${LEAST_TOKEN} characters or more, without blanks`;
  throw new ConfigError("C003", message, {
    hint: "Make one with `openssl rand -hex 32`.",
  });
}
