/** Where the local socket is. */
import { describe, expect, it } from "vitest";
import { socketPathOf } from "../../../src/config/socket-path.ts";

describe("the path of the local socket", () => {
  it("is the wanted one when the system takes it", () => {
    expect(socketPathOf("/srv/quayside/var/quayside.sock", "linux")).toBe(
      "/srv/quayside/var/quayside.sock",
    );
  });

  it("is a short one, the same each time, when the wanted one is too long for a socket", () => {
    const wanted = `/srv/${"deep/".repeat(30)}quayside.sock`;
    const path = socketPathOf(wanted, "linux");
    expect(Buffer.byteLength(path)).toBeLessThan(104);
    expect(path).toBe(socketPathOf(wanted, "linux"));
    expect(path).not.toBe(socketPathOf(`${wanted}2`, "linux"));
  });

  it("is a named pipe on Windows", () => {
    expect(socketPathOf("C:\\quayside\\var\\quayside.sock", "win32")).toMatch(
      /^\\\\\.\\pipe\\quayside-[0-9a-f]{16}$/,
    );
  });
});
