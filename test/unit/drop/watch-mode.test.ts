import { expect, it } from "vitest";
import { watchModeOf } from "../../../src/drop/watch-mode.ts";

it.each([
  ["ext4", 0xef53, "events"],
  ["tmpfs", 0x01021994, "events"],
  ["NFS", 0x6969, "polling"],
  ["SMB2, as a signed number", 0xfe534d42 | 0, "polling"],
  ["FUSE", 0x65735546, "polling"],
])("%s is watched by %s", (_name, magic, mode) => {
  expect(watchModeOf(magic)).toBe(mode);
});
