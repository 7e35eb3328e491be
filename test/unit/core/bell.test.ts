import { expect, it } from "vitest";
import { Bell } from "../../../src/core/bell.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

/** Whether a pause ends by itself, without any time going by. */
async function endsAtOnce(bell: Bell): Promise<boolean> {
  const clock = new FakeClock("2026-01-01T00:00:00Z");
  let isOver = false;
  void bell.wait(clock, 60_000).then(() => (isOver = true));
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  return isOver;
}

it("a bell that was rung before the pause ends it, once; one that was hushed since does not", async () => {
  expect(await endsAtOnce(new Bell())).toBe(false);
  const rung = new Bell();
  rung.ring();
  expect(await endsAtOnce(rung)).toBe(true);
  expect(await endsAtOnce(rung)).toBe(false);
  const hushed = new Bell();
  hushed.ring();
  hushed.hush();
  expect(await endsAtOnce(hushed)).toBe(false);
});
