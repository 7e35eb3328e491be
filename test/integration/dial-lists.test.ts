/** Dial lists: who is to be called, as a file that comes back with what came of the calls. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { type DialListDeps, writeDialList } from "../../src/campaigns/dialler/dial-lists.ts";
import { systemClock } from "../../src/core/clock.ts";
import { createLogger } from "../../src/core/log.ts";
import { attemptsOutcome } from "../../src/drop/import-attempts.ts";
import { createReaders } from "../../src/drop/readers.ts";
import type { CampaignLedger } from "../../src/store/campaign-ledger.ts";
import { Campaigning, someCustomers } from "../helpers/campaigning.ts";
import { reading, typeOf } from "../helpers/rejecting.ts";
import { useTemporaryFolder } from "../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const OPTIONS = { size: 500, leaseMs: 3_600_000 };

function depsOf(ledger: CampaignLedger): DialListDeps {
  const log = createLogger({ level: "silent", pretty: false, write: () => undefined });
  const resultColumns = ["Note", "Phone", "CallResult"];
  return { clock: systemClock, log, ledger, folderPath: inFolder(""), resultColumns };
}

async function started(its: Campaigning): Promise<void> {
  const now = systemClock.now().toISOString();
  const attributes = JSON.stringify({ Note: "gold", Plan: "=1+1" });
  const more = { FirstName: "Ann", Attributes: attributes };
  await its.run({ Campaign: "Spring", MaxLines: 1 }, someCustomers(3, more), now);
}

it("are taken as they are once StartTime and CallResult are filled in", async () => {
  await using its = await Campaigning.open();
  await started(its);
  const path = await writeDialList(depsOf(its.store), OPTIONS, await its.campaign("Spring"));
  expect(path).toMatch(/\/\d{8}_\d{6}_Spring_diallist\.csv$/);
  const [header = "", ...rows] = (await readFile(path ?? "", "utf8")).trimEnd().split("\r\n");
  expect(header).toBe(
    "\ufeffCampaign,CustomerExternalId,AttemptNo,Phone,PhoneIndex,Lease,LeaseUntil,FirstName,LastName," +
      "Company,Email,Language,PreferredAgent,StartTime,AnswerTime,EndTime,CallResult,Agent,Note,Customer_Note,Plan",
  );
  // All of them, though the campaign has one line.
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(/^Spring,c1,1,\+358401000001,1,.*,Ann,.*,gold,'=1\+1$/);
  const again = await writeDialList(depsOf(its.store), OPTIONS, await its.campaign("Spring"));
  expect(again).toBeUndefined();

  const filled = rows.map((row) =>
    row.replace(/,,,,,,,gold/, ",2026-03-05 10:00,,,Successful,ann,,gold"),
  );
  await writeFile(inFolder("back.csv"), [header, ...filled].join("\r\n"));
  await using readers = createReaders(256);
  const { rows: counts } = await attemptsOutcome(
    {
      ...{ clock: systemClock, attempts: its.store, readers, reading },
      ...{ timeZone: "UTC", defaultCountry: "FI", signal: new AbortController().signal },
    },
    {
      ...{ path: inFolder("back.csv"), fileName: "back.csv", type: typeOf("CampaignResult") },
      ...{ workPath: inFolder("work"), issuesPath: inFolder("issues") },
    },
    () => undefined,
  );
  expect(counts).toMatchObject({ total: 3, created: 3, rejected: 0 });
  expect((await its.campaign("Spring")).customers).toMatchObject({ Handled: 3, InCall: 0 });
});

it("that can't be written give their customers back", async () => {
  await using its = await Campaigning.open();
  await started(its);
  const deps = { ...depsOf(its.store), folderPath: inFolder("missing") };
  await expect(writeDialList(deps, OPTIONS, await its.campaign("Spring"))).rejects.toThrow(
    /missing/,
  );
  expect((await its.campaign("Spring")).customers).toMatchObject({ NotHandled: 3, InCall: 0 });
  expect(await readdir(inFolder(""))).toEqual([]);
});
