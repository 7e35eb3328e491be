/**
 * A process that adds a job to a catalogue and kills itself right before its nth call of the file
 * system. Arguments: path, n. Counting begins with the change, not with the opening.
 */
import fs, { open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { adding, someJob } from "./some-jobs.ts";

const [path = "", last = ""] = process.argv.slice(2);
let isCounting = false;
let calls = 0;

type Call = (...args: readonly unknown[]) => unknown;

function counted(act: Call): Call {
  return function (this: unknown, ...args) {
    if (isCounting && ++calls === Number(last)) process.kill(process.pid, "SIGKILL");
    return Reflect.apply(act, this, args);
  };
}

await using handle = await open(process.execPath);
const handles = Object.getPrototypeOf(handle) as typeof handle;
Object.assign(handles, { sync: counted(Reflect.get(handles, "sync") as Call) });
for (const name of ["open", "writeFile", "chmod", "rename", "rm"] as const) {
  Object.assign(fs, { [name]: counted(fs[name] as Call) });
}
syncBuiltinESMExports();

const { openCatalogue } = await import("../../src/jobs/catalogue.ts");
const catalogue = await openCatalogue(path);
isCounting = true;
await catalogue.change(adding(someJob(2)));
process.stdout.write(String(calls));
