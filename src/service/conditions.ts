/** Looks at everything that raises an alarm while it is wrong. */
import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { expiryWarning } from "../certificates/check.ts";
import { serverExpiry } from "../certificates/server-expiry.ts";
import { openCertificates } from "../certificates/store.ts";
import type { ServiceConfig } from "../config/service-config.ts";
import type { Clock } from "../core/clock.ts";
import { duration } from "../core/amounts.ts";
import type { Logger } from "../core/log.ts";
import type { DropStatus } from "../drop/status.ts";
import { shownName } from "../files/safe-name.ts";
import type { Condition } from "../notify/alarms.ts";
import { fillingDisks, type DiskSpace } from "../notify/disk-space.ts";
import { lateFiles } from "../notify/expected-files.ts";
import type { Store } from "../store/store.ts";
import { certificatesPath } from "./places.ts";
import { readTlsFiles } from "./tls-files.ts";

export interface ConditionSources {
  readonly config: ServiceConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Pick<Store, "runs" | "campaigns">;
  /** Undefined: imports are off. */
  readonly dropStatus: () => DropStatus | undefined;
  /** Why expired exports are not deleted, if so. */
  readonly retentionStopped: () => string | undefined;
}

const LONG_MS = 3_600_000;
/** A file that came while the daemon was down is imported before it counts as late; so are ends of campaigns exported. */
const SETTLING_MS = 300_000;

/** What can't be looked at now (a share that is away) raises nothing here: other parts tell of that. */
export function conditionsOf(
  sources: ConditionSources,
): (active: ReadonlySet<string>) => Promise<readonly Condition[]> {
  const { config, clock, log } = sources;
  const startedMs = clock.monotonicMs();
  return async (active) => {
    const looks: readonly (() => Promise<readonly Condition[]>)[] = [
      async () => fillingDisks(await diskSpaces(config), config.diskFree, active),
      () => expiringCertificates(config, clock),
      () => expiringListener(config, clock),
      () => campaignsWithoutFiles(sources),
      async () => (clock.monotonicMs() - startedMs < SETTLING_MS ? [] : await lateFilesOf(sources)),
    ];
    const found = [...importsOff(config), ...backlog(sources), ...retention(sources)];
    for (const look of looks) {
      try {
        found.push(...(await look()));
      } catch (err) {
        log.debug({ err }, "a condition can't be looked at now");
      }
    }
    return found;
  };
}

async function diskSpaces(config: ServiceConfig): Promise<readonly DiskSpace[]> {
  const folders = [config.folder, dirname(config.store.path)];
  const spaces = new Map<number, DiskSpace>();
  for (const path of folders) {
    const { bavail, blocks, bsize } = await statfs(path);
    const space = { path, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    // Two folders on one disk are one trouble.
    const { dev } = await stat(path);
    if (!spaces.has(dev)) spaces.set(dev, space);
  }
  return [...spaces.values()];
}

async function expiringCertificates(
  config: ServiceConfig,
  clock: Clock,
): Promise<readonly Condition[]> {
  const { certificatePath: defaultPath } = config.exports;
  const { certificates } = await openCertificates(certificatesPath(config), {
    defaultPath,
  }).list();
  return certificates.flatMap(({ owner, certificate }) => {
    const warning = expiryWarning(certificate, clock.now());
    if (!warning) return [];
    const key = `certificate:${certificate.fingerprint}:${warning.step}`;
    return [{ key, code: "N004" as const, message: `${owner}: ${warning.message}` }];
  });
}

/** What is wrong with its files otherwise, `startTlsRenewal` tells. */
async function expiringListener(
  { listener }: ServiceConfig,
  clock: Clock,
): Promise<readonly Condition[]> {
  if (!listener.enabled || !listener.tls) return [];
  const { own } = await readTlsFiles(listener.tls);
  const expiry = serverExpiry(own, clock.now());
  if (!expiry) return [];
  const key = `listener:${own.fingerprint}:${expiry.step}`;
  return [{ key, code: "N017", message: `console.certificate: ${expiry.message}` }];
}

async function lateFilesOf({
  config,
  clock,
  store,
}: ConditionSources): Promise<readonly Condition[]> {
  const expectations = Object.entries(config.automaticImport.types).flatMap(([type, { expect }]) =>
    expect ? [{ type, ...expect }] : [],
  );
  return await lateFiles(store, expectations, { now: clock.now(), zone: config.timeZone });
}

/** Their files take seconds; minutes after the end something is in their way. */
async function campaignsWithoutFiles({
  store,
  clock,
}: ConditionSources): Promise<readonly Condition[]> {
  const nowMs = clock.now().getTime();
  const ended = await store.campaigns({ states: ["Completed", "Stopped"] });
  return ended.flatMap(({ id, name, endedAt }) => {
    const sinceMs = endedAt === undefined ? 0 : nowMs - Date.parse(endedAt);
    if (sinceMs < SETTLING_MS) return [];
    const message = `${name}: its files have not come into Export for ${duration(sinceMs)}`;
    return [{ key: `campaign:${id}`, code: "N016" as const, message }];
  });
}

function importsOff({ automaticImport: { state } }: ServiceConfig): Condition[] {
  if (state.enabled || state.code === undefined) return [];
  return [{ key: "imports", code: "N007", message: `imports are off: ${state.reason}` }];
}

function backlog({ dropStatus, clock }: ConditionSources): readonly Condition[] {
  const nowMs = clock.now().getTime();
  return (dropStatus()?.lines ?? []).flatMap(({ type, waiting, held }) => {
    const oldest = waiting.toSorted((a, b) => (a.since < b.since ? -1 : 1))[0];
    if (!oldest || nowMs - Date.parse(oldest.since) < LONG_MS) return [];
    const waits = duration(nowMs - Date.parse(oldest.since));
    const why = held?.reason ?? oldest.reason;
    const message = `${type}: ${shownName(oldest.file)} has been waiting for ${waits}: ${why}`;
    return [{ key: `backlog:${type}`, code: "N009" as const, message }];
  });
}

function retention({ retentionStopped }: ConditionSources): readonly Condition[] {
  const reason = retentionStopped();
  if (reason === undefined) return [];
  const message = `expired exports are not deleted: ${reason}`;
  return [{ key: "retention", code: "N008", message }];
}
