/**
 * Reads a client's MariaDB or MySQL: the adapter of mysql2.
 *
 * Every value comes as the text that the server sends: mysql2 would round whole numbers beyond 2^53
 * and shift times into the zone of this machine. Times are asked for in UTC and get their offset.
 */
import { once } from "node:events";
import { isIP } from "node:net";
import { createConnection, type Connection, type FieldPacket, type TypeCastField } from "mysql2";
import { AppError, systemCode } from "../core/errors.ts";
import type { ClientDatabase, ConnectDatabase, RowCells } from "./client-database.ts";
import { bytesColumn, databaseFault, isTrustFault, type FaultKind } from "./database-fault.ts";
import { watchIdle, type IdleWatch } from "./idle-watch.ts";

/** Column types of the protocol. */
const TYPE = { timestamp: 7, datetime: 12, bit: 16, geometry: 255 } as const;
const TEXT_OR_BYTES: ReadonlySet<number> = new Set([15, 249, 250, 251, 252, 253, 254]);
/** The character set that means bytes. */
const BINARY = 63;
const HANDSHAKE = "HANDSHAKE_SSL_ERROR";
const ROWS_AT_ONCE = 1_000;

interface Session {
  readonly name: string;
  readonly connection: Connection;
  readonly watch: IdleWatch;
  /** Aborted when nothing can come any more. */
  readonly gone: AbortController;
}

export const connectMysql: ConnectDatabase = async ({ name, url, ca }, deps) => {
  if (ca !== undefined) refuseAddress(name, url);
  const gone = new AbortController();
  let why: string | undefined;
  const connection = createConnection({
    uri: url,
    ...(ca === undefined ? {} : { ssl: { ca, verifyIdentity: true } }),
    connectTimeout: deps.patience.connectMs,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    multipleStatements: false,
    enableKeepAlive: true,
  });
  const breakOff = (reason: string): void => {
    why ??= reason;
    gone.abort(new Error(reason));
    connection.destroy();
  };
  connection.on("error", (error: Error) => {
    gone.abort(error);
  });
  const watch = watchIdle({ ...deps, idleMs: deps.patience.idleMs, breakOff });
  const session: Session = { name, connection, watch, gone };
  const told = (error: unknown): unknown => translated(name, error, why);
  try {
    await connected(session);
    await asked(session, "SET time_zone = '+00:00'");
    await asked(session, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    await asked(session, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    const [row] = await asked(session, "SELECT version() AS version");
    return {
      version: String(row?.["version"]),
      quoted: (table) =>
        table
          .split(".")
          .map((part) => `\`${part}\``)
          .join("."),
      read: (query) => readRows(session, query, told),
      [Symbol.asyncDispose]: () => close(session),
    } satisfies ClientDatabase;
  } catch (error) {
    await close(session);
    throw told(error);
  }
};

/** The goodbye of this package may wait for ever; nothing was changed that would need one. */
async function close({ connection, watch }: Session): Promise<void> {
  watch.stop();
  connection.destroy();
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** Settles also when the connection has gone and mysql2 says nothing. */
async function settled<T>(
  { gone }: Session,
  ask: (done: (error: Error | null, value: T) => void) => void,
): Promise<T> {
  return await new Promise((resolve, reject) => {
    const end = (): void => {
      reject(gone.signal.reason as Error);
    };
    if (gone.signal.aborted) end();
    gone.signal.addEventListener("abort", end, { once: true });
    ask((error, value) => {
      gone.signal.removeEventListener("abort", end);
      if (error) reject(error);
      else resolve(value);
    });
  });
}

async function connected(session: Session): Promise<void> {
  await settled<undefined>(session, (done) => {
    session.connection.connect((error) => {
      done(error, undefined);
    });
  });
}

async function asked(session: Session, sql: string): Promise<Rows> {
  return await settled<Rows>(session, (done) => {
    session.connection.query(sql, (error, rows) => {
      done(error, rows as unknown as Rows);
    });
  });
}

async function* readRows(
  session: Session,
  sql: string,
  told: (error: unknown) => unknown,
): AsyncGenerator<RowCells> {
  const { connection, watch, gone, name } = session;
  const query = connection.query({ sql, rowsAsArray: true, typeCast: asText });
  const stream = query.stream({ highWaterMark: ROWS_AT_ONCE });
  const end = (): void => {
    stream.destroy(gone.signal.reason as Error);
  };
  gone.signal.addEventListener("abort", end, { once: true });
  try {
    const fields = await fieldsOf(query, stream);
    refuseBytes(name, fields);
    yield fields.map((field) => field.name);
    for await (const row of stream as AsyncIterable<RowCells>) {
      watch.touch();
      yield row;
    }
  } catch (error) {
    throw told(error);
  } finally {
    gone.signal.removeEventListener("abort", end);
    stream.destroy();
  }
}

/** They come before the first row; an error comes in their place. */
async function fieldsOf(
  query: NodeJS.EventEmitter,
  stream: NodeJS.EventEmitter,
): Promise<readonly FieldPacket[]> {
  const failed = new AbortController();
  const fields = once(query, "fields", { signal: failed.signal }) as Promise<[FieldPacket[]]>;
  const refused = once(stream, "error", { signal: failed.signal }) as Promise<[Error]>;
  try {
    return await Promise.race([
      fields.then(([found]) => found),
      refused.then(([error]) => {
        throw error;
      }),
    ]);
  } finally {
    fields.catch(() => undefined);
    refused.catch(() => undefined);
    failed.abort();
  }
}

/** @throws {OperatorError} P013 */
function refuseBytes(source: string, fields: readonly FieldPacket[]): void {
  for (const { name, columnType = 0, characterSet } of fields) {
    const isBytes =
      columnType === TYPE.bit ||
      columnType === TYPE.geometry ||
      (TEXT_OR_BYTES.has(columnType) && characterSet === BINARY);
    if (isBytes) throw bytesColumn(source, name, "BINARY, BLOB, BIT or GEOMETRY");
  }
}

function asText(field: TypeCastField): string | null {
  const text = field.string();
  if (text === null) return null;
  const isZero = text.startsWith("0000-00-00");
  if (field.type === "TIMESTAMP" && !isZero) return `${text.replace(" ", "T")}+00:00`;
  return field.type === "DATETIME" && !isZero ? text.replace(" ", "T") : text;
}

const KINDS: readonly (readonly [FaultKind, ReadonlySet<string>])[] = [
  [
    "login",
    new Set(["ER_ACCESS_DENIED_ERROR", "ER_DBACCESS_DENIED_ERROR", "AUTH_SWITCH_PLUGIN_ERROR"]),
  ],
  [
    "missing",
    new Set([
      "ER_BAD_DB_ERROR",
      "ER_NO_SUCH_TABLE",
      "ER_BAD_FIELD_ERROR",
      "ER_TABLEACCESS_DENIED_ERROR",
      "ER_COLUMNACCESS_DENIED_ERROR",
      "ER_NO_DB_ERROR",
    ]),
  ],
  [
    "busy",
    new Set([
      "ER_LOCK_WAIT_TIMEOUT",
      "ER_LOCK_DEADLOCK",
      "ER_SERVER_SHUTDOWN",
      "ER_CON_COUNT_ERROR",
      "ER_TOO_MANY_USER_CONNECTIONS",
      "ER_QUERY_INTERRUPTED",
      "ER_CONNECTION_KILLED",
      "ER_OUT_OF_RESOURCES",
      "ER_HOST_IS_BLOCKED",
    ]),
  ],
];

/** mysql2 can't hold a certificate against an address: it would take one for localhost. */
function refuseAddress(name: string, url: string): void {
  const { hostname } = new URL(url);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) === 0) return;
  const hint = "Give the host name that the server's certificate has, or leave ca out.";
  throw databaseFault("trust", {
    ...{ name, hint, cause: undefined },
    text: `the url names the server by the address ${hostname}, to which no certificate can be held`,
  });
}

function translated(name: string, error: unknown, why: string | undefined): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const kind =
    why === undefined && !isCutHandshake(error) ? kindOf(systemCode(error) ?? "") : "busy";
  return databaseFault(kind, { name, text: why ?? error.message, cause: error });
}

/** mysql2 gives every error before the connection is secure one code, the end of the line too. */
function isCutHandshake(error: Error): boolean {
  const isCut = "syscall" in error || error.message.includes("disconnected");
  return systemCode(error) === HANDSHAKE && isCut;
}

/** What else the server refuses lies in the query; what else goes wrong lies between here and there. */
function kindOf(code: string): FaultKind {
  if (isTrustFault(code) || code === HANDSHAKE || code === "HANDSHAKE_NO_SSL_SUPPORT") {
    return "trust";
  }
  const [kind] = KINDS.find(([, codes]) => codes.has(code)) ?? [];
  return kind ?? (code.startsWith("ER_") ? "query" : "busy");
}
