/** The port of a client's database, as the adapters make it: one read-only look at it. */
import type { SourceDeps } from "./source.ts";

export interface DatabasePatience {
  /** From the first packet to the end of the login. */
  readonly connectMs: number;
  /** Without any answer for this long the server is given up. */
  readonly idleMs: number;
}

export const DATABASE_PATIENCE: DatabasePatience = { connectMs: 10_000, idleMs: 10 * 60_000 };

/** Values as text without loss; null is NULL. */
export type RowCells = readonly (string | null)[];

/**
 * A connection in a read-only transaction, which sees one state of the data.
 * @throws {TransientError} P001 {OperatorError} P011 to P013
 */
export interface ClientDatabase extends AsyncDisposable {
  /** `PostgreSQL 15.20` */
  readonly version: string;
  /** The name of a table as the database wants it: `"crm"."customers"`. */
  quoted(table: string): string;
  /** Row by row, at the pace of whoever reads; the names of the columns come first. */
  read(query: string): AsyncGenerator<RowCells>;
}

export interface DatabaseUrl {
  /** Of the source, for messages. */
  readonly name: string;
  /** With the password in it. */
  readonly url: string;
  /**
   * PEM of the issuers to trust: then the connection is encrypted, and the certificate names the
   * server. Undefined: as the url says.
   */
  readonly ca?: string;
}

/** @throws {TransientError} P001 {OperatorError} P003 P004 P011 */
export type ConnectDatabase = (
  url: DatabaseUrl,
  deps: SourceDeps & { readonly patience: DatabasePatience },
) => Promise<ClientDatabase>;
