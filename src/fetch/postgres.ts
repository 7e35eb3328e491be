/**
 * Reads a client's PostgreSQL: the adapter of pg and pg-query-stream.
 *
 * Values come as the server writes them (the parsers of pg lose digits, and make local dates of
 * dates), with two exceptions: booleans as true and false, times in ISO 8601. A connection that breaks
 * must neither end the process (an `error` event without listener) nor hang (`end()` waits for an answer).
 */
import { Socket } from "node:net";
import pg from "pg";
import QueryStream from "pg-query-stream";
import { AppError, systemCode } from "../core/errors.ts";
import type { ClientDatabase, ConnectDatabase, RowCells } from "./client-database.ts";
import { bytesColumn, databaseFault, isTrustFault, type FaultKind } from "./database-fault.ts";
import { watchIdle, type IdleWatch } from "./idle-watch.ts";

/** Object ids of types (pg_type.dat of PostgreSQL). */
const OID = { bool: 16, bytea: 17, timestamp: 1114, timestamptz: 1184 } as const;
const ROWS_AT_ONCE = 1_000;

interface Session {
  readonly name: string;
  readonly client: pg.Client;
  readonly socket: Socket;
  readonly watch: IdleWatch;
}

export const connectPostgres: ConnectDatabase = async ({ name, url, ca }, deps) => {
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: url,
    ...(ca === undefined ? {} : { ssl: { ca } }),
    connectionTimeoutMillis: deps.patience.connectMs,
    keepAlive: true,
    application_name: "quayside",
    stream: () => socket,
    types: { getTypeParser: () => (text: string) => text },
  });
  let why: string | undefined;
  const breakOff = (reason: string): void => {
    why ??= reason;
    socket.destroy(new Error(reason));
  };
  const watch = watchIdle({ ...deps, idleMs: deps.patience.idleMs, breakOff });
  const session: Session = { name, client, socket, watch };
  // Who waits for an answer is told by its own promise.
  client.on("error", () => undefined);
  const told = (error: unknown): unknown => translated(name, error, why);
  try {
    await client.connect();
    const version = await begin(client);
    return {
      version: `PostgreSQL ${version}`,
      quoted: (table) => table.split(".").map(pg.escapeIdentifier).join("."),
      read: (query) => readRows(session, query, told),
      [Symbol.asyncDispose]: () => close(session),
    } satisfies ClientDatabase;
  } catch (error) {
    await close(session);
    throw told(error);
  }
};

async function begin(client: pg.Client): Promise<string> {
  await client.query("SET DateStyle = ISO; SET TimeZone = UTC; SET IntervalStyle = iso_8601");
  await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const { rows } = await client.query<{ readonly server_version: string }>("SHOW server_version");
  return rows[0]?.server_version ?? "";
}

/** Gives the server a moment for its goodbye only when nothing is under way. */
async function close({ client, socket, watch }: Session): Promise<void> {
  watch.stop();
  const ended = client.end().catch(() => undefined);
  if (socket.destroyed) return;
  socket.end();
  socket.destroySoon();
  await ended;
}

async function* readRows(
  { name, client, watch, socket }: Session,
  query: string,
  told: (error: unknown) => unknown,
): AsyncGenerator<RowCells> {
  const stream = new QueryStream(query, [], {
    rowMode: "array",
    batchSize: ROWS_AT_ONCE,
    highWaterMark: ROWS_AT_ONCE,
    types: { getTypeParser: () => (text: string) => text },
  });
  // By itself it would ask the server to close the cursor, and wait for ever when nobody answers.
  stream._destroy = (error: Error | null, done: (error: Error | null) => void) => {
    done(error);
  };
  const cut = (): void => {
    stream.destroy(new Error("the connection was closed"));
  };
  socket.once("close", cut);
  let isWhole = false;
  try {
    client.query(stream);
    let convert: ((cells: (string | null)[]) => RowCells) | undefined;
    for await (const row of stream as AsyncIterable<(string | null)[]>) {
      watch.touch();
      if (!convert) {
        const fields = fieldsOf(stream);
        yield fields.map((field) => field.name);
        convert = converter(name, fields);
      }
      yield convert(row);
    }
    isWhole = true;
    if (!convert) {
      const fields = fieldsOf(stream);
      converter(name, fields);
      yield fields.map((field) => field.name);
    }
  } catch (error) {
    throw told(error);
  } finally {
    socket.off("close", cut);
    // What was broken off would be sent to its end first.
    if (!isWhole) socket.destroy();
  }
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** What pg-query-stream knows and its types don't. */
function fieldsOf(stream: QueryStream): readonly Field[] {
  const { _result } = stream as unknown as { readonly _result?: { readonly fields: Field[] } };
  return _result?.fields ?? [];
}

/** @throws {OperatorError} P013 */
function converter(
  source: string,
  fields: readonly Field[],
): (cells: (string | null)[]) => RowCells {
  const bytes = fields.find(({ dataTypeID }) => dataTypeID === OID.bytea);
  if (bytes) throw bytesColumn(source, bytes.name, "bytea");
  const changes = fields.flatMap(({ dataTypeID }, index) => {
    const change = CHANGES[dataTypeID];
    return change ? [{ index, change }] : [];
  });
  return (cells) => {
    for (const { index, change } of changes) {
      const cell = cells[index];
      if (typeof cell === "string") cells[index] = change(cell);
    }
    return cells;
  };
}

const CHANGES: Readonly<Partial<Record<number, (text: string) => string>>> = {
  [OID.bool]: (text) => (text === "t" ? "true" : "false"),
  [OID.timestamp]: (text) => text.replace(" ", "T"),
  [OID.timestamptz]: (text) => text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"),
};

/** Errors of the server by their SQLSTATE (appendix A of its manual), others by the system's code. */
function translated(name: string, error: unknown, why: string | undefined): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const code = systemCode(error) ?? "";
  const kind = why === undefined ? kindOf(code) : "busy";
  return databaseFault(kind, { name, text: why ?? error.message, cause: error });
}

const KINDS: readonly (readonly [RegExp, FaultKind])[] = [
  [/^28[0-9A-Z]{3}$/, "login"],
  [/^(42P01|42703|42501|3D000|3F000)$/, "missing"],
  [/^(0A|21|22|23|25|2F|38|39|42|44|P0)[0-9A-Z]{3}$/, "query"],
];

function kindOf(code: string): FaultKind {
  if (isTrustFault(code)) return "trust";
  const [, kind = "busy"] = KINDS.find(([pattern]) => pattern.test(code)) ?? [];
  return kind;
}
