/** A real mail server (exim4) on a free port of 127.0.0.1, which puts what it takes into a folder. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { userInfo } from "node:os";
import { demand } from "./database-user.ts";
import { freePort } from "./free-port.ts";
import { makeTlsKey, openssl } from "./made-certificates.ts";
import { until } from "./until.ts";

const EXIM = "/usr/sbin/exim4";

/** What is missing; undefined: nothing. Where servers are required, nothing may be. */
export const eximMissing = demand(EXIM, "exim4-daemon-light");

export interface MailServerUnderTest extends AsyncDisposable {
  readonly port: number;
  /** Of its certificate, to be trusted; also its own issuer. */
  readonly caPath: string;
  /** Takes what `user` may send: anna, with this password. */
  readonly login: { readonly user: string; readonly password: string };
  /** Raw mails, in the order in which they came. */
  mails(): readonly Buffer[];
  start(): Promise<void>;
  /** Ends it and its connections at once. */
  stop(): Promise<void>;
  /** What it says for its recipients from now on: `{ "full@example.com": "451 later" }`. */
  answer(recipients: Readonly<Record<string, string>>): void;
  /** Whether a mail stands before it that it does not take yet. */
  isHolding(): boolean;
  release(): void;
}

export interface MailServerOptions {
  /** Offers STARTTLS, with a certificate for localhost; true by default. */
  readonly tls?: boolean;
  /** Encrypts from the first byte (smtps) instead of offering STARTTLS. */
  readonly smtps?: boolean;
  /** Refuses who has not logged in. */
  readonly loginRequired?: boolean;
  readonly sizeLimit?: string;
  /** Takes the content of no mail before it is released, for 50 seconds at most. */
  readonly isHeld?: boolean;
}

/** @param folder an empty or missing folder of the test. */
export async function startMailServer(
  folder: string,
  options: MailServerOptions = {},
): Promise<MailServerUnderTest> {
  mkdirSync(join(folder, "spool"), { recursive: true });
  mkdirSync(join(folder, "maildir"), { recursive: true });
  // exim never delivers as root: then it does as nobody, who must get there.
  for (const path of [join(folder, ".."), folder]) chmodSync(path, 0o755);
  chmodSync(join(folder, "maildir"), 0o777);
  makeServerCertificate(folder);
  const port = await freePort();
  const password = openssl(["rand", "-hex", "12"]).toString().trim();
  writeFileSync(join(folder, "answers"), "");
  writeFileSync(join(folder, "exim.conf"), configText({ folder, port, password, options }));
  writeFileSync(join(folder, "wait-while-held"), WAIT_WHILE_HELD);
  if (options.isHeld) writeFileSync(join(folder, "held"), "");
  const daemon = new Daemon(folder, port);
  await daemon.start();
  return {
    port,
    caPath: join(folder, "server.pem"),
    login: { user: "anna", password },
    mails: () => mailsIn(join(folder, "maildir/new")),
    start: () => daemon.start(),
    stop: () => daemon.stop(),
    answer: (recipients) => {
      const lines = Object.entries(recipients).map(([to, said]) => `${to}: ${said}\n`);
      writeFileSync(join(folder, "answers"), lines.join(""));
    },
    isHolding: () => existsSync(join(folder, "holding")),
    release: () => {
      rmSync(join(folder, "held"));
    },
    [Symbol.asyncDispose]: () => daemon.stop(),
  };
}

/** Ends soon enough for exim, which waits for a program for a minute. */
const WAIT_WHILE_HELD = `
touch "$1/holding"
tries=0
while [ -e "$1/held" ] && [ $tries -lt 1000 ]; do sleep 0.05; tries=$((tries + 1)); done
rm "$1/holding"
`;

function makeServerCertificate(folder: string): void {
  const names = "DNS:localhost,IP:127.0.0.1";
  makeTlsKey(join(folder, "server.pem"), join(folder, "server.key"), names);
}

interface ConfigParts {
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  readonly options: MailServerOptions;
}

/** Everything is delivered at once, by the same process, into one maildir. */
function configText({ folder, port, password, options }: ConfigParts): string {
  const {
    tls = true,
    smtps = false,
    loginRequired = false,
    sizeLimit = "50M",
    isHeld = false,
  } = options;
  const own = userInfo().username;
  const keeper = own === "root" ? "nobody" : own;
  return `
exim_user = ${own}
never_users =
primary_hostname = localhost
spool_directory = ${folder}/spool
log_file_path = ${folder}/log-%s
pid_file_path = ${folder}/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
${smtps ? `tls_on_connect_ports = ${port}` : ""}
host_lookup =
rfc1413_hosts =
queue_run_in_order = true
queue_only = false
smtp_accept_max = 20
smtp_accept_queue_per_connection = 0
message_size_limit = ${sizeLimit}
acl_smtp_rcpt = rcpt
acl_smtp_data = data
smtputf8_advertise_hosts =
chunking_advertise_hosts =
pipelining_advertise_hosts =
${tls ? `tls_advertise_hosts = *\ntls_certificate = ${folder}/server.pem\ntls_privatekey = ${folder}/server.key` : "tls_advertise_hosts ="}
begin acl
rcpt:
  ${loginRequired ? "deny message = log in first\n    !authenticated = *" : ""}
  warn set acl_m_said = \${lookup{$local_part@$domain}lsearch{${folder}/answers}}
  deny condition = \${if match{$acl_m_said}{^5}}
    message = $acl_m_said
  defer condition = \${if match{$acl_m_said}{^4}}
    message = $acl_m_said
  accept
data:
  ${isHeld ? `warn condition = \${run{/bin/sh ${folder}/wait-while-held ${folder}}{no}{no}}` : ""}
  warn set acl_m_at = $tod_epoch_l
  accept
begin routers
all:
  driver = accept
  transport = keep
begin transports
keep:
  driver = appendfile
  maildir_format
  maildir_tag = ,T=$acl_m_at
  directory = ${folder}/maildir
  user = ${keeper}
  envelope_to_add
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{anna}}{eq{$auth3}{${password}}}}}
  server_set_id = $auth2
`;
}

class Daemon {
  readonly #folder: string;
  readonly #port: number;
  #child: ChildProcess | undefined;

  constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  async start(): Promise<void> {
    const child = spawn(EXIM, ["-bdf", "-C", join(this.#folder, "exim.conf"), "-q1m"], {
      stdio: ["ignore", "ignore", "inherit"],
      detached: true,
    });
    this.#child = child;
    await until("exim to listen", () => {
      const end = child.exitCode ?? child.signalCode;
      if (end !== null) throw new Error(`exim ended with ${end}: ${logOf(this.#folder)}`);
      return isListening(this.#port);
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.pid === undefined) return;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    // The group: connections and deliveries are processes of their own.
    process.kill(-child.pid, "SIGKILL");
    await ended;
  }
}

function logOf(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.startsWith("log-"));
  return names.map((name) => readFileSync(join(folder, name), "utf8")).join("");
}

function mailsIn(folder: string): readonly Buffer[] {
  if (!existsSync(folder)) return [];
  // Deliveries are processes of their own, which overtake each other: the name ends with the
  // microsecond in which the mail was taken.
  const moment = (name: string): number => Number(/,T=(\d+)/.exec(name)?.[1]);
  return readdirSync(folder)
    .sort((a, b) => moment(a) - moment(b))
    .map((name) => readFileSync(join(folder, name)));
}

async function isListening(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}
