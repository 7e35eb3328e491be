/** An SFTP share as destination. */
import type { Destination, DestinationDeps, SftpDestination } from "./destination.ts";
import { SftpAccess } from "./sftp-access.ts";
import { shareDestination } from "./share-destination.ts";

/** Does not connect yet. */
export function openSftp(settings: SftpDestination, deps: DestinationDeps): Destination {
  const access = new SftpAccess(settings, deps);
  return shareDestination(access, () => access.describe());
}
