/** Opens a destination by its settings. */
import type { Destination, DestinationDeps, DestinationSettings } from "./destination.ts";
import { openFolder } from "./folder.ts";

/**
 * A folder is made where it is missing; a server is connected to when it is first needed.
 * @throws {OperatorError} P005 {TransientError} P001, P002 for a folder.
 */
export async function openDestination(
  settings: DestinationSettings,
  deps: DestinationDeps,
): Promise<Destination> {
  if (settings.type === "folder") return await openFolder(settings);
  // Loaded when one is used: many daemons know folders only.
  return (await import("./sftp.ts")).openSftp(settings, deps);
}
