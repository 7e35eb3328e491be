/** What each action does, and when it is refused. */
import { beforeEach, describe, expect, it } from "vitest";
import {
  codesOf,
  DAILY,
  type JobBench,
  NOW,
  openJobBench,
  runOf,
} from "../../../helpers/job-bench.ts";
import { useTemporaryFolder } from "../../../helpers/temporary-folder.ts";

const at = useTemporaryFolder();
let bench: JobBench;
beforeEach(async () => {
  bench = await openJobBench(at("catalogue.json"));
});

const ONCE = { ...DAILY, Title: "Once", Run: "once 2026-12-01T02:00Z" };

describe("create", () => {
  it("makes an active job, also where no action is named", async () => {
    const outcome = await bench.act(DAILY);
    const job = bench.job("chats");
    expect(outcome).toEqual({
      row: 2,
      ok: true,
      action: "create",
      job: job.id,
      title: "Chats",
      change: "created",
    });
    expect(job).toMatchObject({ state: "Active", createdAt: NOW.toISOString() });
  });

  it("refuses the title of another job, whatever its case", async () => {
    await bench.act(DAILY);
    expect(codesOf(await bench.act({ ...DAILY, Title: " CHATS " }))).toEqual(["Title J006"]);
  });

  it("refuses names that are not in the settings, and a schedule that never comes, all at once", async () => {
    const fields = {
      ...DAILY,
      Destination: "clinet",
      Certificates: "north;south",
      Until: "2020-12-31",
    };
    const outcome = await bench.act(fields);
    expect(codesOf(outcome)).toEqual(["Destination P008", "Certificates E001", "Run J007"]);
    expect(outcome).toHaveProperty(
      "issues.0.message",
      expect.stringContaining("did you mean client?"),
    );
    expect(bench.catalogue.jobs()).toEqual([]);
  });

  it("refuses an Id", async () => {
    expect(codesOf(await bench.act({ ...DAILY, Id: "12345678" }))).toEqual(["Id R010"]);
  });

  it("takes a one-time job whatever the calendar says: it is due at once where its time is past", async () => {
    const strict = await openJobBench(at("other.json"), { nextDue: () => undefined });
    for (const Run of ["once", "once 2020-01-01", "once 2026-12-01T02:00Z"]) {
      expect(codesOf(await strict.act({ ...DAILY, Title: Run, Run }))).toEqual([]);
    }
    expect(codesOf(await strict.act(DAILY))).toEqual(["Run J007"]);
  });
});

describe("an action", () => {
  it("that does not exist is refused with the nearest one", async () => {
    const outcome = await bench.act({ ...DAILY, action: "resumee" });
    expect(codesOf(outcome)).toEqual(["Action R003"]);
    expect(outcome).toHaveProperty(
      "issues.0.message",
      expect.stringContaining("did you mean resume?"),
    );
  });

  it("that names no job is refused", async () => {
    expect(codesOf(await bench.act({ Action: "run" }))).toEqual(["Id R001"]);
    expect(codesOf(await bench.act({ Action: "clone" }))).toEqual(["Id R001"]);
  });

  it("on a job that does not exist is refused, with the title that was meant", async () => {
    await bench.act(DAILY);
    const outcome = await bench.act({ Action: "suspend", Title: "Chast" });
    expect(codesOf(outcome)).toEqual(["Title J002"]);
    expect(outcome).toHaveProperty(
      "issues.0.message",
      expect.stringContaining("did you mean Chats?"),
    );
    expect(codesOf(await bench.act({ Action: "clone", Id: "ffffffff" }))).toEqual(["Id J002"]);
  });

  it("finds its job by Id, by the beginning of it, and by title", async () => {
    await bench.act(DAILY);
    const { id } = bench.job("Chats");
    for (const name of [{ Id: id }, { id: id.slice(0, 8).toUpperCase() }, { TITLE: "chats" }]) {
      expect(codesOf(await bench.act({ Action: "Suspend", ...name }))).toEqual([]);
    }
    expect(codesOf(await bench.act({ Action: "suspend", Id: id.slice(0, 7) }))).toEqual([
      "Id J002",
    ]);
  });

  it("whose Id and Title mean different jobs is refused", async () => {
    await bench.act(DAILY);
    const { id } = bench.job("Chats");
    expect(codesOf(await bench.act({ Action: "delete", Id: id, Title: "Other" }))).toEqual([
      "Title R011",
    ]);
  });

  it("ignores the columns of a file of rows to mend", async () => {
    const fields = { ...DAILY, ErrorCode: "R001", ErrorMessage: "x", SourceRow: "2" };
    expect(codesOf(await bench.act(fields))).toEqual([]);
  });
});

describe("update", () => {
  it("changes what is given and leaves the rest", async () => {
    await bench.act({ ...DAILY, MediaTypes: "chat" });
    const before = bench.job("Chats");
    const outcome = await bench.act({
      Action: "update",
      Title: "Chats",
      Run: "hourly 4",
      MediaTypes: "",
    });
    expect(outcome).toMatchObject({ ok: true, change: "updated", job: before.id });
    expect(bench.job("Chats").definition).toEqual({
      ...before.definition,
      run: { kind: "hourly", every: 4 },
    });
  });

  it("beside an Id gives a new title, unless another job has it", async () => {
    await bench.act(DAILY);
    await bench.act(ONCE);
    const { id } = bench.job("Chats");
    expect(codesOf(await bench.act({ Action: "update", Id: id, Title: "once" }))).toEqual([
      "Title J006",
    ]);
    expect(await bench.act({ Action: "update", Id: id, Title: "Talks" })).toMatchObject({
      ok: true,
      title: "Talks",
    });
    expect(bench.job("Talks").id).toBe(id);
  });

  it("that changes nothing leaves the file alone", async () => {
    await bench.act(DAILY);
    const before = bench.catalogue.content;
    expect(await bench.act({ ...DAILY, Action: "update" })).toMatchObject({ change: "unchanged" });
    expect(bench.catalogue.content).toBe(before);
  });

  it("names every field that is wrong", async () => {
    await bench.act(DAILY);
    const fields = { Action: "update", Title: "Chats", Run: "never", SplitSize: "1TB" };
    expect(codesOf(await bench.act(fields))).toEqual(["Run R002", "SplitSize R002"]);
  });
});

describe("suspend and resume", () => {
  it("change the state, and may be repeated", async () => {
    await bench.act(DAILY);
    const suspend = { Action: "suspend", Title: "Chats" };
    expect(await bench.act(suspend)).toMatchObject({ change: "updated" });
    expect(bench.job("Chats").state).toBe("Suspended");
    expect(await bench.act(suspend)).toMatchObject({ change: "unchanged" });
    const resume = { Action: "resume", Title: "Chats" };
    expect(await bench.act(resume)).toMatchObject({ change: "updated" });
    expect(bench.job("Chats").state).toBe("Active");
    expect(await bench.act(resume)).toMatchObject({ change: "unchanged" });
  });

  it("does not resume a job that is never due again", async () => {
    await bench.act(DAILY);
    await bench.act({ Action: "suspend", Title: "Chats" });
    const later = await openJobBench(at("catalogue.json"), { nextDue: () => undefined });
    expect(codesOf(await later.act({ Action: "resume", Title: "Chats" }))).toEqual(["Run J007"]);
  });
});

describe("run", () => {
  it("queues a run with its id and leaves the job as it is", async () => {
    await bench.act(DAILY);
    const before = bench.job("Chats");
    const outcome = await bench.act({ Action: "run", Title: "Chats" });
    const [run] = bench.runs.values();
    expect(outcome).toMatchObject({ ok: true, change: "updated", run: run?.id });
    expect(run).toMatchObject({ job: before.id, user: "batch" });
    expect(bench.job("Chats")).toEqual(before);
  });

  it("is refused while another run of the job is open", async () => {
    await bench.act(DAILY);
    await bench.act({ Action: "run", Title: "Chats" });
    expect(codesOf(await bench.act({ Action: "run", Title: "Chats" }))).toEqual(["Action J004"]);
    expect(bench.runs.size).toBe(1);
  });

  it("tells what the ledger refused, where a run came in between", async () => {
    const refusing = await openJobBench(at("catalogue.json"), {
      ledger: { export: async () => undefined, exports: async () => [] },
    });
    await refusing.act(DAILY);
    refusing.runs.set("other", runOf(refusing.job("Chats"), { id: "other" }));
    expect(await refusing.act({ Action: "run", Title: "Chats" })).toEqual({
      row: 2,
      ok: false,
      issues: [{ code: "J004", field: "Action", message: "the run other is open", hint: "wait" }],
    });
  });

  it("of a suspended job is allowed", async () => {
    await bench.act(DAILY);
    await bench.act({ Action: "suspend", Title: "Chats" });
    expect(codesOf(await bench.act({ Action: "run", Title: "Chats" }))).toEqual([]);
    expect(bench.job("Chats").state).toBe("Suspended");
  });
});

describe("cancel", () => {
  it("cancels the run that is open", async () => {
    await bench.act(DAILY);
    await bench.act({ Action: "run", Title: "Chats" });
    const [run] = bench.runs.keys();
    expect(await bench.act({ Action: "cancel", Title: "Chats" })).toMatchObject({ run });
    expect(bench.asked).toEqual([`run ${run ?? ""}`, `cancel ${run ?? ""}`]);
  });

  it("is refused when no run is open", async () => {
    await bench.act(DAILY);
    expect(codesOf(await bench.act({ Action: "cancel", Title: "Chats" }))).toEqual(["Action J005"]);
  });
});

describe("delete", () => {
  it("removes the job", async () => {
    await bench.act(DAILY);
    expect(await bench.act({ Action: "delete", Title: "Chats" })).toMatchObject({
      change: "deleted",
    });
    expect(bench.catalogue.jobs()).toEqual([]);
  });

  it.each(["Queued", "InProgress"] as const)("is refused while a run is %s", async (state) => {
    await bench.act(DAILY);
    const run = runOf(bench.job("Chats"), { state });
    bench.runs.set(run.id, run);
    expect(codesOf(await bench.act({ Action: "delete", Title: "Chats" }))).toEqual(["Action J003"]);
  });
});

describe("a one-time job that has started", () => {
  beforeEach(async () => {
    await bench.act(ONCE);
    await bench.act({ Action: "run", Title: "Once" });
    const [run] = bench.runs.values();
    if (run) bench.runs.set(run.id, { ...run, state: "Finished" });
  });

  it("is submitted", () => {
    expect(bench.job("Once").state).toBe("Submitted");
  });

  it.each(["update", "suspend", "resume"])("refuses %s", async (Action) => {
    const fields = { Action, Title: "Once" };
    expect(codesOf(await bench.act(fields))).toEqual(["Action J003"]);
  });

  it.each(["run", "clone", "delete"])("allows %s", async (Action) => {
    expect(codesOf(await bench.act({ Action, Title: "Once" }))).toEqual([]);
  });

  it("is submitted by its schedule as well, once", async () => {
    await bench.act({ ...ONCE, Title: "Later" });
    await bench.act(DAILY);
    for (const title of ["Later", "Chats"]) await bench.actions.submit(bench.job(title).id);
    expect(bench.job("Later").state).toBe("Submitted");
    expect(bench.job("Chats").state).toBe("Active");
    const before = bench.catalogue.content;
    await bench.actions.submit(bench.job("Later").id);
    await bench.actions.submit("gone");
    expect(bench.catalogue.content).toBe(before);
  });
});
