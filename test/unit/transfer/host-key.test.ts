import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { isPinned, otherKinds, seenHostKey } from "../../../src/transfer/host-key.ts";
import { fingerprintOf, makeKey, publicKeyOf } from "../../helpers/ssh-keys.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

function blobOf(path: string): Buffer {
  return Buffer.from(publicKeyOf(path).split(" ")[1]!, "base64");
}

describe("the host key of a server", () => {
  it.each(["ed25519", "rsa"] as const)("has the fingerprint that ssh-keygen prints: %s", (type) => {
    const path = inFolder("key");
    makeKey(path, { type });
    const seen = seenHostKey(blobOf(path));
    expect(seen).toEqual({ type: `ssh-${type}`, fingerprint: fingerprintOf(path) });
    expect(isPinned(seen, ["SHA256:other", fingerprintOf(path)])).toBe(true);
    expect(isPinned(seen, [` ${fingerprintOf(path)}= `])).toBe(true);
    expect(isPinned(seen, ["SHA256:other"])).toBe(false);
    expect(isPinned(seen, [])).toBe(false);
  });

  it("may be of the kinds that the server has not shown", () => {
    const fingerprint = "SHA256:x";
    const firsts = (type: string): readonly (string | undefined)[] =>
      otherKinds({ type, fingerprint }).map((kind) => kind[0]);
    expect(firsts("ssh-ed25519")).toEqual(["ecdsa-sha2-nistp256", "rsa-sha2-512"]);
    expect(firsts("ecdsa-sha2-nistp384")).toEqual(["ssh-ed25519", "rsa-sha2-512"]);
    expect(firsts("ssh-rsa")).toEqual(["ssh-ed25519", "ecdsa-sha2-nistp256"]);
  });

  it("can be asked for by the kinds that OpenSSH knows", () => {
    const known = execFileSync("ssh", ["-Q", "HostKeyAlgorithms"], { encoding: "utf8" }).split(
      "\n",
    );
    const asked = otherKinds({ type: "", fingerprint: "" }).flat();
    expect(known).toEqual(expect.arrayContaining([...asked]));
  });
});
