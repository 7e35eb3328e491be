/** Host keys of servers: their fingerprints, and which kinds a server may be asked for. */
import { createHash } from "node:crypto";

/** Algorithms by kind of key. A server has one key of each kind, and shows the kind it is asked for. */
const KINDS = [
  ["ssh-ed25519"],
  ["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"],
  ["rsa-sha2-512", "rsa-sha2-256"],
] as const;

export type HostKeyAlgorithm = (typeof KINDS)[number][number];

export interface SeenHostKey {
  /** `ssh-ed25519`, `ssh-rsa` */
  readonly type: string;
  /** `SHA256:...` as `ssh-keygen -l` prints it: base64 without padding (RFC 4648, section 4). */
  readonly fingerprint: string;
}

/** @param blob the public key as the server sends it (RFC 4253, section 6.6): its type comes first. */
export function seenHostKey(blob: Buffer): SeenHostKey {
  const type = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString("latin1");
  const hash = createHash("sha256").update(blob).digest("base64");
  return { type, fingerprint: `SHA256:${withoutPadding(hash)}` };
}

export function isPinned(seen: SeenHostKey, hostKeys: readonly string[]): boolean {
  return hostKeys.some((key) => withoutPadding(key.trim()) === seen.fingerprint);
}

/** The kinds to ask for after a key that is not pinned: the pinned one may be of another kind. */
export function otherKinds(seen: SeenHostKey): readonly (readonly HostKeyAlgorithm[])[] {
  const isSeen = (algorithm: string): boolean =>
    seen.type === "ssh-rsa" ? algorithm.startsWith("rsa-") : algorithm === seen.type;
  return KINDS.filter((kind) => !kind.some(isSeen));
}

function withoutPadding(text: string): string {
  return text.replace(/=+$/, "");
}
