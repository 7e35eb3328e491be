/** What the daemon looks at for alarms: backlog, imports, retention, disks, expected files. */
import { mkdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ServiceConfig } from "../../../src/config/service-config.ts";
import { createLogger } from "../../../src/core/log.ts";
import type { DropStatus } from "../../../src/drop/status.ts";
import { conditionsOf, type ConditionSources } from "../../../src/service/conditions.ts";
import type { CampaignRecord } from "../../../src/store/campaign-ledger.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const log = createLogger({ level: "silent", pretty: false, write: () => undefined });

function sources(more: Partial<ConditionSources> = {}): ConditionSources & { clock: FakeClock } {
  mkdirSync(inFolder("var"), { recursive: true });
  const config = {
    folder: inFolder(),
    timeZone: "Europe/Rome",
    store: { kind: "sqlite", path: inFolder("var/quayside.db") },
    diskFree: { share: 0, bytes: 1 },
    exports: {},
    listener: { enabled: false },
    automaticImport: {
      state: { enabled: true },
      types: { Queues: { expect: { by: "05:30" } } },
    },
  } as unknown as ServiceConfig;
  return {
    config,
    clock: new FakeClock("2026-03-04T10:00:00Z"),
    log,
    store: { runs: async () => [], campaigns: async () => [] },
    dropStatus: () => undefined,
    retentionStopped: () => undefined,
    ...more,
  } as ConditionSources & { clock: FakeClock };
}

function waitingSince(since: string): DropStatus {
  const waiting = [{ file: "a\u202eb.csv", bytes: 1, since, reason: "is open in Excel" }];
  const line = { type: "Skills", folderPath: "/", watch: "events", waiting, waitingCount: 1 };
  return { enabled: true, automaticPath: "/", lines: [line] } as DropStatus;
}

const NONE: ReadonlySet<string> = new Set();

describe("the conditions of a daemon", () => {
  it("are none where all is well", async () => {
    expect(await conditionsOf(sources())(NONE)).toEqual([]);
  });

  it("have a file that waits for an hour, with the reason, and not one that waits less", async () => {
    const young = sources({ dropStatus: () => waitingSince("2026-03-04T09:00:01Z") });
    expect(await conditionsOf(young)(NONE)).toEqual([]);
    const old = sources({ dropStatus: () => waitingSince("2026-03-04T08:30:00Z") });
    expect(await conditionsOf(old)(NONE)).toEqual([
      {
        key: "backlog:Skills",
        code: "N009",
        message: "Skills: a\\u202eb.csv has been waiting for 1 h 30 min: is open in Excel",
      },
    ]);
  });

  it("have a campaign whose files do not come, and not one that has just ended", async () => {
    const endedAt = "2026-03-04T09:50:00.000Z";
    const campaign = { id: 7, name: "Spring", endedAt } as CampaignRecord;
    const store = { runs: async () => [], campaigns: async () => [campaign] };
    expect(await conditionsOf(sources({ store }))(NONE)).toEqual([
      {
        key: "campaign:7",
        code: "N016",
        message: "Spring: its files have not come into Export for 10 min",
      },
    ]);
    const young = sources({ store });
    young.clock.set("2026-03-04T09:54:00Z");
    expect(await conditionsOf(young)(NONE)).toEqual([]);
  });

  it("have a sweep that stopped itself", async () => {
    const stopped = sources({ retentionStopped: () => "the clock went back" });
    expect(await conditionsOf(stopped)(NONE)).toMatchObject([{ code: "N008" }]);
  });

  it("have a file that is late, once the daemon had time to import what was waiting", async () => {
    const late = sources();
    const look = conditionsOf(late);
    expect(await look(NONE)).toEqual([]);
    void late.clock.sleep(400_000);
    await late.clock.advance(300_000);
    expect(await look(NONE)).toMatchObject([{ code: "N002", key: "expected:Queues:2026-03-04" }]);
  });

  it("have a disk that is full for both folders on it only once", async () => {
    const full = sources();
    const config = { ...full.config, diskFree: { share: 1, bytes: 0 } };
    expect(await conditionsOf({ ...full, config })(NONE)).toMatchObject([{ code: "N006" }]);
  });

  it("go on with the others when one can't be looked at", async () => {
    const away = sources({ retentionStopped: () => "the clock went back" });
    const config = { ...away.config, folder: inFolder("away") };
    expect(await conditionsOf({ ...away, config })(NONE)).toMatchObject([{ code: "N008" }]);
  });
});
