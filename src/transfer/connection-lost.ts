/** The connection to a server broke, or was never made: worth another try, and never shown as it is. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}
