/**
 * An SFTP server that goes wrong where a test wants it to. The SSH part runs in the test's process;
 * the SFTP part is OpenSSH's own sftp-server, and every packet between the two passes through here.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import ssh2, { type AuthContext, type Connection, type ServerChannel } from "ssh2";
import type { SftpDestination } from "../../src/transfer/destination.ts";
import { freePort } from "./free-port.ts";
import { SFTP_SERVER } from "./openssh.ts";
import { type Packet, packetCutter, statusPacket } from "./sftp-packets.ts";
import { fingerprintOf, makeKey, publicKeyOf } from "./ssh-keys.ts";

/** What becomes of a packet. `bytes` go on in its place; a status answers it without the server. */
export type Fate =
  | "pass"
  | "drop"
  | "cut"
  | { readonly bytes: Buffer }
  | { readonly status: number; readonly text: string };

export interface Faults {
  /** Asked for each request, before the server has it. */
  readonly request?: (packet: Packet) => Fate;
  /** Asked for each answer, before the client has it; what the request asked for is done by then. */
  readonly answer?: (packet: Packet, request: Packet | undefined) => Fate;
}

export type Login =
  | { readonly kind: "key" }
  | { readonly kind: "password"; readonly password: string }
  | { readonly kind: "prompt"; readonly password: string };

export class FaultyServer implements AsyncDisposable {
  readonly root: string;
  readonly userKey: string;
  /** Of now; a test may change it at any time. */
  faults: Faults = {};
  login: Login = { kind: "key" };
  /** Connections that have logged in. */
  logins = 0;
  readonly #folder: string;
  #server: ssh2.Server | undefined;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #hostKeys = 0;
  #hostKey = "";

  private constructor(folder: string) {
    this.#folder = folder;
    this.root = join(folder, "share");
    this.userKey = join(folder, "user");
    mkdirSync(this.root, { recursive: true });
    makeKey(this.userKey);
  }

  static async start(folder: string): Promise<FaultyServer> {
    const server = new FaultyServer(folder);
    server.#port = await freePort();
    await server.renewHostKey();
    return server;
  }

  get settings(): SftpDestination {
    return {
      type: "sftp",
      name: "client",
      host: "127.0.0.1",
      port: this.#port,
      username: "someone",
      path: this.root,
      privateKeyPath: this.userKey,
      hostKeys: [this.hostKey],
    };
  }

  get hostKey(): string {
    return this.#hostKey;
  }

  /** Starts anew on the same port with another key; connections are cut. */
  async renewHostKey(): Promise<void> {
    await this.stop();
    this.#hostKeys += 1;
    const path = join(this.#folder, `host-${this.#hostKeys}`);
    makeKey(path);
    this.#hostKey = fingerprintOf(path);
    await this.start();
  }

  async start(): Promise<void> {
    const hostKey = readFileSync(join(this.#folder, `host-${this.#hostKeys}`));
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
      this.#serve(connection);
    });
    // The sockets below: to be cut without a goodbye.
    const { _srv: listener } = server as unknown as { readonly _srv: NodeJS.EventEmitter };
    listener.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    server.listen(this.#port, "127.0.0.1");
    await once(listener, "listening");
    this.#server = server;
  }

  /** Cuts every connection with a reset. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    this.cut();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #serve(connection: Connection): void {
    connection.on("error", () => undefined);
    connection.on("authentication", (context) => {
      if (mayLogIn(context, this.login, this.userKey)) context.accept();
    });
    connection.on("ready", () => {
      this.logins += 1;
    });
    connection.on("session", (accept) => {
      accept().on("subsystem", (acceptChannel) => {
        this.#join(acceptChannel(), spawn(SFTP_SERVER, []));
      });
    });
  }

  #join(channel: ServerChannel, program: ChildProcessWithoutNullStreams): void {
    const requests = new Map<number, Packet>();
    const cutRequests = packetCutter();
    const cutAnswers = packetCutter();
    channel.on("error", () => undefined);
    program.stdin.on("error", () => undefined);
    channel.on("data", (piece: Buffer) => {
      for (const packet of cutRequests(piece)) {
        requests.set(packet.id, packet);
        const fate = this.faults.request?.(packet) ?? "pass";
        this.#apply(fate, packet, { onward: program.stdin, back: channel });
      }
    });
    program.stdout.on("data", (piece: Buffer) => {
      for (const packet of cutAnswers(piece)) {
        const fate = this.faults.answer?.(packet, requests.get(packet.id)) ?? "pass";
        this.#apply(fate, packet, { onward: channel, back: channel });
      }
    });
    channel.on("close", () => program.kill("SIGKILL"));
    program.on("exit", () => {
      channel.close();
    });
  }

  #apply(
    fate: Fate,
    packet: Packet,
    { onward, back }: { onward: NodeJS.WritableStream; back: NodeJS.WritableStream },
  ): void {
    if (fate === "cut") this.cut();
    else if (fate === "pass") onward.write(packet.bytes);
    else if (fate === "drop") return;
    else if ("bytes" in fate) onward.write(fate.bytes);
    else back.write(statusPacket(packet.id, fate.status, fate.text));
  }
}

function mayLogIn(context: AuthContext, login: Login, userKey: string): boolean {
  switch (login.kind) {
    case "key": {
      if (context.method === "publickey" && hasKey(context.key.data, userKey)) return true;
      context.reject(["publickey"]);
      return false;
    }
    case "password": {
      if (context.method === "password" && context.password === login.password) return true;
      context.reject(["password"]);
      return false;
    }
    case "prompt": {
      if (context.method !== "keyboard-interactive") {
        context.reject(["keyboard-interactive"]);
        return false;
      }
      context.prompt([{ prompt: "Password: ", echo: false }], ([answer]) => {
        if (answer === login.password) context.accept();
        else context.reject();
      });
      return false;
    }
  }
}

function hasKey(offered: Buffer, userKey: string): boolean {
  const known = publicKeyOf(userKey).split(" ")[1]!;
  return offered.toString("base64") === known;
}
