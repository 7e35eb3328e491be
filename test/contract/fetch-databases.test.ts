/** What every database as a source must do: PostgreSQL and MariaDB, started for these tests. */
import { mkdtemp, readFile, rm, writeFile, chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { openSource } from "../../src/fetch/open-source.ts";
import type { FetchSource, Read } from "../../src/fetch/source.ts";
import { makeTlsKey } from "../helpers/made-certificates.ts";
import { mariadbMissing, startMariadb } from "../helpers/mariadb-server.ts";
import { postgresMissing, startPostgres } from "../helpers/postgres-server.ts";
import { SilentProxy } from "../helpers/silent-proxy.ts";

interface Server extends AsyncDisposable {
  readonly port: number;
  /** PEM of its certificate, which names localhost alone. */
  readonly caPath: string;
  url(user?: string, password?: string): string;
  sql(text: string): string;
  kill(): Promise<void>;
}

interface Kind {
  readonly type: "postgres" | "mysql";
  readonly start: (folder: string) => Promise<Server>;
  readonly setUp: string;
  /** As the CSV has them. */
  readonly values: string;
  readonly bytesQuery: string;
  readonly writing: string;
  readonly slow: string;
  /** Says whether the connection is encrypted. */
  readonly encrypted: string;
  readonly version: RegExp;
}

const POSTGRES: Kind = {
  type: "postgres",
  start: startPostgres,
  setUp: `CREATE SCHEMA crm;
      CREATE TABLE crm.kinds (id int8, amount numeric, name text, empty text, day date, at timestamptz, local timestamp, yes bool, nothing text);
      INSERT INTO crm.kinds VALUES (9223372036854775807, 0.1000000000000000000001, 'a "b", ÄÖ' || chr(10) || '🙂', '', '2026-03-29', '2026-03-29 03:30:00.123456+03', '2026-03-29 03:30:00', true, NULL);
      CREATE TABLE customers (customer_no text, name text);
      INSERT INTO customers VALUES ('C1', 'One');
      CREATE FUNCTION add_customer() RETURNS text LANGUAGE sql AS $$ INSERT INTO customers VALUES ('C9', 'Nine') RETURNING name $$;
      CREATE USER reader PASSWORD 'r'; GRANT SELECT ON customers TO reader;`,
  values: `id,amount,name,empty,day,at,local,yes,nothing\r\n9223372036854775807,0.1000000000000000000001,"a ""b"", ÄÖ\n🙂",,2026-03-29,2026-03-29T00:30:00.123456+00:00,2026-03-29T03:30:00,true,\\N\r\n`,
  bytesQuery: "SELECT 'a'::bytea AS picture",
  writing: "SELECT add_customer()",
  slow: "SELECT g, pg_sleep(CASE WHEN g = 5000 THEN 60 ELSE 0 END) FROM generate_series(1, 10000) g",
  encrypted: "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
  version: /PostgreSQL \d+/,
};

const MARIADB: Kind = {
  type: "mysql",
  start: startMariadb,
  setUp: `USE crm; SET time_zone = '+03:00';
      CREATE TABLE kinds (id bigint unsigned, amount decimal(30, 22), name text, empty varchar(10), day date, at timestamp(6) NULL, local datetime, yes boolean, nothing text);
      INSERT INTO kinds VALUES (18446744073709551615, 0.1000000000000000000001, CONCAT('a "b", ÄÖ', CHAR(10), '🙂'), '', '2026-03-29', '2026-03-29 03:30:00.123456', '2026-03-29 03:30:00', true, NULL);
      CREATE TABLE customers (customer_no varchar(20), name text);
      INSERT INTO customers VALUES ('C1', 'One');
      DELIMITER //
      CREATE FUNCTION add_customer() RETURNS text MODIFIES SQL DATA BEGIN INSERT INTO customers VALUES ('C9', 'Nine'); RETURN 'Nine'; END //
      DELIMITER ;
      CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'r'; GRANT SELECT ON crm.customers TO reader@'127.0.0.1';`,
  values: `id,amount,name,empty,day,at,local,yes,nothing\r\n18446744073709551615,0.1000000000000000000001,"a ""b"", ÄÖ\n🙂",,2026-03-29,2026-03-29T00:30:00.123456+00:00,2026-03-29T03:30:00,1,\\N\r\n`,
  bytesQuery: "SELECT CAST('a' AS BINARY) AS picture",
  writing: "SELECT add_customer()",
  slow: "SELECT seq, IF(seq = 5000, SLEEP(60), 0) FROM seq_1_to_10000",
  encrypted:
    "SELECT VARIABLE_VALUE AS version FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Ssl_version'",
  version: /\d+\.\d+.*MariaDB/,
};

interface OpenOptions {
  readonly connectMs?: number;
  readonly idleMs?: number;
  readonly signal?: AbortSignal;
  readonly caPath?: string;
}

describe.skipIf(postgresMissing)("a database as source: PostgreSQL", () => {
  describeSource(POSTGRES);
});

describe.skipIf(mariadbMissing)("a database as source: MariaDB", () => {
  describeSource(MARIADB);
});

function describeSource(kind: Kind): void {
  let folder: string;
  let server: Server;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "quayside-test-"));
    await chmod(folder, 0o755);
    server = await kind.start(join(folder, "server"));
    server.sql(kind.setUp);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (
    url = server.url(),
    {
      connectMs = 60_000,
      idleMs = 60_000,
      signal = new AbortController().signal,
      caPath,
    }: OpenOptions = {},
  ): Promise<FetchSource> => {
    const urlPath = join(folder, "source.url");
    await writeFile(urlPath, `${url}\n`);
    const ca = caPath === undefined ? {} : { caPath };
    const settings = { type: kind.type, name: "crm", urlPath, ...ca };
    return await openSource(settings, {
      clock: systemClock,
      signal,
      patience: { connectMs, idleMs },
    });
  };
  const read = async (source: FetchSource, what: Read): Promise<string> => {
    const path = join(folder, "out.csv");
    const due = { at: new Date("2026-03-04T01:00:00Z"), timeZone: "Europe/Rome" };
    const [found] = await source.find(what, due);
    await source.fetch(found!, what, { path, onBytes: () => undefined });
    return await readFile(path, "utf8");
  };
  const fetched = async (what: Read, url?: string): Promise<string> => {
    await using source = await open(url);
    return await read(source, what);
  };
  const refusal = async (act: Promise<unknown>): Promise<string> =>
    await act.then(
      () => "done",
      (error: unknown) => {
        if (!(error instanceof Error && "code" in error)) throw error;
        expect(error.message).not.toContain(encodeURIComponent("Ä"));
        return `${error.name} ${String(error.code)}`;
      },
    );
  const query = (text: string): Read => ({ kind: "query", query: text });
  const table = (name: string): Read => ({ kind: "table", table: name });

  it("gives every value as text without loss, null apart from an empty text", async () => {
    expect(await fetched(table("crm.kinds"))).toBe(kind.values);
  });

  it("gives the head alone where there are no rows", async () => {
    expect(await fetched(query("SELECT * FROM customers WHERE 1 = 0;"))).toBe(
      "customer_no,name\r\n",
    );
  });

  it("is named by its table and the due instant in the job's zone", async () => {
    await using source = await open();
    const due = { at: new Date("2026-03-04T01:00:00Z"), timeZone: "Europe/Rome" };
    expect(await source.find(table("crm.kinds"), due)).toEqual([
      { name: "kinds_20260304_020000.csv" },
    ]);
  });

  it("refuses a function that writes, and nothing is written", async () => {
    expect(await refusal(fetched(query(kind.writing)))).toBe("OperatorError P012");
    expect(await fetched(query("SELECT count(*) AS n FROM customers"))).toBe("n\r\n1\r\n");
  });

  it("refuses columns that hold bytes", async () => {
    expect(await refusal(fetched(query(kind.bytesQuery)))).toBe("OperatorError P013");
  });

  it.each([
    ["an unknown table", table("missing"), "P011"],
    ["an unknown column", query("SELECT missing FROM customers"), "P011"],
    ["a query that is none", query("SELECT FROM WHERE"), "P012"],
    ["two statements", query("SELECT 1; SELECT 2"), "P012"],
  ])("tells who must act: %s", async (_what, what, code) => {
    expect(await refusal(fetched(what))).toBe(`OperatorError ${code}`);
  });

  it("is encrypted, with a certificate whose issuer is the one that `ca` names", async () => {
    const url = server.url().replace("127.0.0.1", "localhost");
    await using source = await open(url, { caPath: server.caPath });
    expect(await read(source, query(kind.encrypted))).toMatch(/\n(true|TLS)/);
    await using plain = await open();
    expect(await read(plain, query(kind.encrypted))).not.toMatch(/\n(true|TLS)/);
  });

  it("U4: a certificate of another issuer, or of another name - refused with P003", async () => {
    const other = join(folder, "other.pem");
    makeTlsKey(other, join(folder, "other.key"), "DNS:localhost");
    const url = server.url().replace("127.0.0.1", "localhost");
    await using wrong = await open(url, { caPath: other });
    expect(await refusal(read(wrong, table("customers")))).toBe("OperatorError P003");
    await using misnamed = await open(server.url(), { caPath: server.caPath });
    expect(await refusal(read(misnamed, table("customers")))).toBe("OperatorError P003");
  });

  it("U4: a file of issuers that can't be read - P003, and nothing is asked without it", async () => {
    await using source = await open(server.url(), { caPath: join(folder, "missing.pem") });
    expect(await refusal(read(source, table("customers")))).toBe("OperatorError P003");
  });

  it("U4: a wrong password - refused at once with P004, and shown nowhere", async () => {
    expect(await refusal(fetched(table("customers"), server.url("owner", "wrong")))).toBe(
      "OperatorError P004",
    );
  });

  it("a table without the right to read it is P011", async () => {
    const url = server.url("reader", "r");
    expect(await fetched(table("customers"), url)).toContain("C1,One");
    expect(await refusal(fetched(table("crm.kinds"), url))).toBe("OperatorError P011");
  });

  it("a probe tells the version, or what is wrong", async () => {
    await using good = await open();
    const { ok, detail } = await good.probe();
    expect(ok).toBe(true);
    expect(detail).toMatch(kind.version);
    await using bad = await open(server.url("owner", "wrong"));
    const refused = await bad.probe();
    expect(refused.ok).toBe(false);
    expect(refused.detail).toContain("P004");
  });

  it("T1: nobody listens at the port - P001, tried again later", async () => {
    const url = server.url().replace(String(server.port), "1");
    expect(await refusal(fetched(table("customers"), url))).toBe("TransientError P001");
  });

  it("T2: a server that stops answering in mid-stream - given up with P001", async () => {
    await using proxy = await SilentProxy.start(server.port);
    proxy.silentAfterBytes = 50_000;
    await using source = await open(server.url().replace(String(server.port), String(proxy.port)), {
      idleMs: 500,
    });
    expect(await refusal(read(source, query(kind.slow)))).toBe("TransientError P001");
  });

  it("T2: a server that takes the connection and says nothing - given up with P001", async () => {
    await using proxy = await SilentProxy.start(server.port);
    proxy.silentAfterBytes = 0;
    const url = server.url().replace(String(server.port), String(proxy.port));
    await using source = await open(url, { connectMs: 2_000 });
    expect(await refusal(read(source, table("customers")))).toBe("TransientError P001");
  });

  it("breaks off at once when it is told to", async () => {
    const stop = new AbortController();
    await using source = await open(server.url(), { signal: stop.signal });
    const reading = refusal(read(source, query(kind.slow)));
    stop.abort();
    expect(await reading).toBe("TransientError P001");
  });

  it("T1: the server dies in mid-stream - P001", async () => {
    await using source = await open();
    let isKilled = false;
    const path = join(folder, "cut.csv");
    const what = query(kind.slow);
    const [found] = await source.find(what, { at: new Date(), timeZone: "UTC" });
    const onBytes = (): void => {
      if (isKilled) return;
      isKilled = true;
      void server.kill();
    };
    expect(await refusal(source.fetch(found!, what, { path, onBytes }))).toBe(
      "TransientError P001",
    );
  });
}
