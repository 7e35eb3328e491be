/** Parts of the service: started in order, stopped in reverse, whatever happens in between. */
import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { createLogger } from "../../../src/core/log.ts";
import {
  createLifecycle,
  StoppedWhileStarting,
  type Lifecycle,
} from "../../../src/service/lifecycle.ts";
import { listenToSignals } from "../../../src/service/signals.ts";

const log = createLogger({ level: "silent", pretty: false, write: () => undefined });

function lifecycleOf(options: { shutdownMs?: number; graceMs?: number } = {}): {
  lifecycle: Lifecycle;
  events: string[];
  part: (name: string) => Promise<string>;
} {
  const { shutdownMs = 60_000, graceMs = 60_000 } = options;
  const lifecycle = createLifecycle({ clock: systemClock, log, shutdownMs, graceMs });
  const events: string[] = [];
  const part = (name: string): Promise<string> =>
    lifecycle.start(
      name,
      async () => {
        events.push(`start ${name}`);
        return name;
      },
      async (started) => {
        events.push(`stop ${started}`);
      },
    );
  return { lifecycle, events, part };
}

describe("the lifecycle", () => {
  it("starts parts in order, hands them out and stops them in reverse", async () => {
    const { lifecycle, events, part } = lifecycleOf();
    expect(await part("store")).toBe("store");
    await part("lines");
    expect(await lifecycle.stop("test")).toEqual({ left: [] });
    expect(events).toEqual(["start store", "start lines", "stop lines", "stop store"]);
  });

  it("stops what had started when a later part fails, and throws that failure", async () => {
    const { lifecycle, events, part } = lifecycleOf();
    await part("store");
    const failing = lifecycle.start(
      "lines",
      () => Promise.reject(new Error("no folder")),
      () => Promise.resolve(),
    );
    await expect(failing).rejects.toThrow("no folder");
    expect(events).toEqual(["start store", "stop store"]);
    await expect(part("console")).rejects.toBeInstanceOf(StoppedWhileStarting);
  });

  it("stops once, however often it is asked to", async () => {
    const { lifecycle, events, part } = lifecycleOf();
    await part("store");
    const [first, second] = await Promise.all([lifecycle.stop("a"), lifecycle.stop("b")]);
    expect(first).toBe(second);
    expect(await lifecycle.stopped).toBe(first);
    expect(events).toEqual(["start store", "stop store"]);
  });

  it("closes a part again whose start ends after the stop has begun", async () => {
    const { lifecycle, events } = lifecycleOf();
    let open: (name: string) => void = () => undefined;
    const starting = lifecycle.start(
      "store",
      () =>
        new Promise<string>((resolve) => {
          open = resolve;
        }),
      async (name) => {
        events.push(`stop ${name}`);
      },
    );
    const stopping = lifecycle.stop("signal");
    open("store");
    await expect(starting).rejects.toBeInstanceOf(StoppedWhileStarting);
    await stopping;
    expect(events).toEqual(["stop store"]);
  });

  it("stops the other parts when one fails to stop, and names it", async () => {
    const { lifecycle, events, part } = lifecycleOf();
    await part("store");
    await lifecycle.start(
      "lines",
      () => Promise.resolve(1),
      () => Promise.reject(new Error("stuck")),
    );
    expect(await lifecycle.stop("test")).toEqual({ left: ["lines"] });
    expect(events).toEqual(["start store", "stop store"]);
  });

  it("aborts its signal when draining takes too long, and the parts then end", async () => {
    const { lifecycle, events, part } = lifecycleOf({ shutdownMs: 1 });
    await part("store");
    await lifecycle.start(
      "lines",
      () => Promise.resolve(1),
      () =>
        new Promise<void>((resolve) => {
          lifecycle.signal.addEventListener("abort", () => {
            resolve();
          });
        }),
    );
    expect(await lifecycle.stop("test")).toEqual({ left: [] });
    expect(lifecycle.signal.aborted).toBe(true);
    expect(events).toEqual(["start store", "stop store"]);
  });

  it("gives up a part that does not even end after that", async () => {
    const { lifecycle, events, part } = lifecycleOf({ shutdownMs: 1, graceMs: 1 });
    await part("store");
    await lifecycle.start(
      "lines",
      () => Promise.resolve(1),
      () => new Promise<void>(() => undefined),
    );
    expect(await lifecycle.stop("test")).toEqual({ left: ["lines"] });
    expect(events).toEqual(["start store", "stop store"]);
  });
});

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];

  exit(code: number): void {
    this.exits.push(code);
  }
}

describe("signals", () => {
  it("drain at the first one and end with 0", async () => {
    const { lifecycle, events, part } = lifecycleOf();
    const target = new FakeProcess();
    const signals = listenToSignals({ lifecycle, log, process: target });
    await part("store");
    target.emit("SIGTERM");
    expect(await signals.stopped).toBe(0);
    expect(events).toEqual(["start store", "stop store"]);
    expect(lifecycle.signal.aborted).toBe(false);
  });

  it("abort at the second one and end with the code of that signal", async () => {
    const { lifecycle } = lifecycleOf();
    const target = new FakeProcess();
    const signals = listenToSignals({ lifecycle, log, process: target });
    await lifecycle.start(
      "lines",
      () => Promise.resolve(1),
      () =>
        new Promise<void>((resolve) => {
          if (lifecycle.signal.aborted) resolve();
          lifecycle.signal.addEventListener("abort", () => {
            resolve();
          });
        }),
    );
    target.emit("SIGTERM");
    target.emit("SIGINT");
    expect(await signals.stopped).toBe(130);
    expect(target.exits).toEqual([]);
  });

  it("are not needed: a service that stops by itself ends with 6", async () => {
    const { lifecycle } = lifecycleOf();
    const signals = listenToSignals({ lifecycle, log, process: new FakeProcess() });
    await lifecycle.stop("the folder was lost");
    expect(await signals.stopped).toBe(6);
  });

  it("are let go of when the service has ended", () => {
    const { lifecycle } = lifecycleOf();
    const target = new FakeProcess();
    listenToSignals({ lifecycle, log, process: target }).dispose();
    expect(target.eventNames()).toEqual([]);
  });
});
