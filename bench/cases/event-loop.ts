/** Delay of the main thread while 1,000,000 rows go in, as the daemon's own health tells it. */
import { request } from "node:http";
import { join } from "node:path";
import { directoryCsv } from "../data.ts";
import { Daemon } from "../daemon.ts";
import type { CaseResult } from "../measure.ts";

interface Health {
  readonly parts: readonly { readonly name: string; readonly detail: string }[];
}

async function loopDelay(socketPath: string): Promise<{ p99: number; max: number }> {
  const body = await new Promise<string>((resolve, reject) => {
    const call = request({ socketPath, path: "/v1/health" }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => {
        resolve(text);
      });
    });
    call.on("error", reject);
    call.end();
  });
  const { parts } = JSON.parse(body) as Health;
  const detail = parts.find(({ name }) => name === "event loop")?.detail ?? "";
  const [, p99, max] = /p99 (\d+) ms, longest (\d+) ms/.exec(detail) ?? [];
  return { p99: Number(p99), max: Number(max) };
}

export async function eventLoopCase(): Promise<CaseResult[]> {
  const { path } = await directoryCsv(1_000_000);
  const daemon = new Daemon();
  try {
    await daemon.start();
    daemon.prepare("Directory", path, "directory.csv");
    await daemon.release("Directory", "directory.csv");
    await daemon.results("Directory", 1);
    const { p99, max } = await loopDelay(join(daemon.folder, "var/quayside.sock"));
    return [
      {
        name: "event-loop delay p99 while 1,000,000 rows go in",
        against: "limit of 50 ms",
        goal: 1,
        better: "less",
        ours: `${p99} ms`,
        theirs: "50 ms",
        ratio: p99 / 50,
        note: `longest ${max} ms, start-up included`,
      },
    ];
  } finally {
    await daemon.end();
  }
}
