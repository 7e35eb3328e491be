/** Whether a folder's file system reports events, or must be polled. */
import { statfs } from "node:fs/promises";

export type WatchMode = "events" | "polling";

/** Magic numbers of statfs(2) for file systems on which changes of other machines raise no events. */
const WITHOUT_EVENTS = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xfe534d42, // SMB2
  0xff534d42, // CIFS
  0x65735546, // FUSE (sshfs, rclone, network drives of desktops)
  0x01021997, // 9P (virtual machines, WSL)
  0x786f4256, // VirtualBox shared folders
  0x00c36400, // Ceph
]);

/** What `auto` means for the file system that `path` is on. */
export async function probeWatchMode(path: string): Promise<WatchMode> {
  const { type } = await statfs(path);
  return watchModeOf(type);
}

export function watchModeOf(fileSystemType: number): WatchMode {
  return WITHOUT_EVENTS.has(fileSystemType >>> 0) ? "polling" : "events";
}
