/** What systemd is told, and how the health of the parts is gathered. */
import { describe, expect, it } from "vitest";
import type { Clock } from "../../../src/core/clock.ts";
import { createLogger } from "../../../src/core/log.ts";
import { checkHealth } from "../../../src/service/health.ts";
import { createSystemd } from "../../../src/service/systemd.ts";

const log = createLogger({ level: "silent", pretty: false, write: () => undefined });

/** Sleeps end when the test says so. */
function steppedClock(): Clock & { step: () => Promise<void>; asked: number[] } {
  let wake: () => void = () => undefined;
  const asked: number[] = [];
  return {
    asked,
    now: () => new Date(0),
    monotonicMs: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        asked.push(ms);
        wake = resolve;
        signal?.addEventListener("abort", () => {
          resolve();
        });
      }),
    step: async () => {
      wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("systemd", () => {
  it("is told when the service is ready, that it lives, and when it stops", async () => {
    const messages: string[] = [];
    const clock = steppedClock();
    const systemd = createSystemd({
      clock,
      log,
      environment: { NOTIFY_SOCKET: "/run/x", WATCHDOG_USEC: "20000000" },
      notify: async (message) => messages.push(message),
    });
    await systemd.ready();
    await clock.step();
    await clock.step();
    await systemd.stopping();
    await clock.step();
    expect(clock.asked[0]).toBe(10_000);
    expect(messages).toEqual(["READY=1", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"]);
  });

  it("is not told anything where it did not start the service", async () => {
    const messages: string[] = [];
    const notify = async (message: string): Promise<unknown> => messages.push(message);
    const systemd = createSystemd({ clock: steppedClock(), log, environment: {}, notify });
    await systemd.ready();
    await systemd.stopping();
    expect(messages).toEqual([]);
  });

  it("does not stop the service when it can't be told", async () => {
    const systemd = createSystemd({
      clock: steppedClock(),
      log,
      environment: { NOTIFY_SOCKET: "/run/x" },
      notify: () => Promise.reject(new Error("no such tool")),
    });
    await expect(systemd.ready()).resolves.toBeUndefined();
  });
});

describe("health", () => {
  it("is good only when every part is, and takes a failing question for an answer", async () => {
    const good = { name: "store", check: () => Promise.resolve({ ok: true, detail: "open" }) };
    const bad = { name: "imports", check: () => Promise.reject(new Error("no folder")) };
    expect(await checkHealth(steppedClock(), [good])).toMatchObject({ ok: true });
    expect(await checkHealth(steppedClock(), [good, bad])).toEqual({
      ok: false,
      parts: [
        { name: "store", ok: true, detail: "open" },
        { name: "imports", ok: false, detail: "no folder" },
      ],
    });
  });

  it("does not wait for a part that gives no answer", async () => {
    const clock = steppedClock();
    const stuck = { name: "store", check: () => new Promise<never>(() => undefined) };
    const health = checkHealth(clock, [stuck], 50);
    await clock.step();
    expect(await health).toEqual({
      ok: false,
      parts: [{ name: "store", ok: false, detail: "no answer within 50 ms" }],
    });
  });
});
