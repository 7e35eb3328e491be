/** A disk that fails to read or write, by error injection of strace. */
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tracingRefused } from "../helpers/faults/traced-calls.ts";
import { checkInvariants, type Dropped } from "../helpers/invariants.ts";
import { people } from "../helpers/people.ts";
import { until } from "../helpers/until.ts";
import { Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

/** Starts the daemon under strace, which lets `calls` on a path fail with EIO in each thread, `times` times. */
const failing = (calls: string, path: string, times: number): readonly string[] => [
  ...["strace", "-D", "-f", "-qq", "-P", path, "-o", join(workspace.path, "trace")],
  ...["-e", `trace=${calls}`, "-e", `inject=${calls}:error=EIO:when=1..${times}`],
];

describe.skipIf(tracingRefused !== undefined)("a disk that fails", () => {
  const bad = people("bad.csv", "b", 20, 2);
  const good = people("good.csv", "g", 5);
  const skills: Dropped = {
    type: "Skills",
    name: "skills.csv",
    content: "Name\nGerman\n",
    status: "Succeeded",
  };

  /** By the log: the line may go on again before its status could be asked for. */
  const untilFault = (): Promise<boolean> =>
    until("the fault in the log", () => /"drop\.held".*"S006".*EIO/.test(workspace.log));

  it("F2: the dropped file can't be read (EIO), then it can - held with S006, imported once by itself", async () => {
    const path = workspace.folder("Directory", "InProcess", "bad.csv");
    await workspace.start({ through: failing("read,pread64", path, 1) });
    await workspace.drop("Directory", bad.dropped.name, bad.dropped.content);
    await untilFault();
    await workspace.drop("Directory", good.dropped.name, good.dropped.content);
    await workspace.drop("Skills", skills.name, skills.content);
    // Other types do not wait for the disk of this one.
    expect((await workspace.result("Skills", skills.name)).status).toBe("Succeeded");
    await workspace.result("Directory", "good.csv");
    await checkInvariants(workspace, {
      dropped: [bad.dropped, good.dropped, skills],
      tables: { Directory: [...bad.records, ...good.records], Skills: [{ Name: "German" }] },
    });
  });

  it("F2: what is written into History does not reach the disk (EIO), then it does - no .result before, then one", async () => {
    const history = workspace.folder("Directory", "History");
    await workspace.start({ through: failing("fsync", history, 1) });
    await workspace.drop("Directory", bad.dropped.name, bad.dropped.content);
    await untilFault();
    await workspace.result("Directory", "bad.csv");
    await checkInvariants(workspace, {
      dropped: [bad.dropped],
      tables: { Directory: bad.records },
    });
  });
});
