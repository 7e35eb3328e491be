/**
 * Connections to SFTP servers: the adapter of ssh2-sftp-client.
 *
 * That package connects and logs in; the requests go through the channel it gives (sftp-session.ts),
 * because its own methods can't run side by side, mistake failures for missing files and lose the
 * server's status. Around its traps: it prints to standard output by default, an error that no promise
 * carries ends the process (ssh2-sftp-client#175), `end()` can hang, no key is checked by default.
 */
import { createConnection, type Socket } from "node:net";
import SftpClient from "ssh2-sftp-client";
import type { SFTPWrapper } from "ssh2";
import type { Clock } from "../core/clock.ts";
import type { Patience } from "./destination.ts";
import type { Credentials } from "./credentials.ts";
import { isPinned, seenHostKey, type HostKeyAlgorithm, type SeenHostKey } from "./host-key.ts";

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly credentials: Credentials;
  readonly hostKeys: readonly string[];
  /** Kinds of host keys to ask for; absent: any. */
  readonly algorithms?: readonly HostKeyAlgorithm[];
  readonly patience: Patience;
  readonly clock: Clock;
  /** Aborted: the connection ends at once, also later. */
  readonly signal: AbortSignal;
}

/** A channel for SFTP requests, and the connection below it. */
export interface Connection {
  readonly sftp: SFTPWrapper;
  /** Calls `onGone` once, as soon as nothing can come any more. */
  watch(onGone: (error: Error) => void): void;
  /** Says goodbye; `destroy` ends it without. */
  end(): void;
  destroy(): void;
}

export type ConnectOutcome =
  | { readonly kind: "connected"; readonly connection: Connection }
  | { readonly kind: "host key refused"; readonly seen: SeenHostKey }
  | { readonly kind: "login refused"; readonly text: string }
  | { readonly kind: "failed"; readonly error: Error };

/** What the types (of version 9) leave out. */
interface Ssh2Client {
  readonly client: { end(): void };
}

/** Connects and logs in. Never throws, and nothing is thrown later: failures come to `watch`. */
export async function connectSftp(options: ConnectOptions): Promise<ConnectOutcome> {
  const { clock, patience } = options;
  const quiet = { error: () => undefined, end: () => undefined, close: () => undefined };
  const client = new SftpClient("quayside", quiet);
  const attempt = new Attempt(options);
  client.on("error", attempt.note);
  client.on("keyboard-interactive", attempt.answerPrompts);
  const socket = openSocket(options);
  const limit = new AbortController();
  void clock.sleep(patience.connectMs, limit.signal).then(() => {
    if (!limit.signal.aborted) socket.destroy(new Error(`no answer in ${patience.connectMs} ms`));
  });
  try {
    const sftp = await client.connect({ ...attempt.config(), sock: socket });
    const { client: ssh } = client as unknown as Ssh2Client;
    return { kind: "connected", connection: connectionOver(client, ssh, socket, sftp) };
  } catch (error) {
    socket.destroy();
    return attempt.outcome(error);
  } finally {
    limit.abort();
  }
}

/** Without delay: SFTP answers would wait for each other (Nagle against delayed acknowledgements). */
function openSocket({ host, port, signal }: ConnectOptions): Socket {
  const socket = createConnection({ host, port, noDelay: true });
  const stop = (): void => {
    socket.destroy(new Error("stopped"));
  };
  signal.addEventListener("abort", stop, { once: true });
  // The signal lives as long as the process, and must not collect a listener for each connection.
  socket.once("close", () => {
    signal.removeEventListener("abort", stop);
  });
  return socket;
}

/** What is learnt on the way to a connection. */
class Attempt {
  readonly #options: ConnectOptions;
  #refusedKey: SeenHostKey | undefined;
  #error: (Error & { readonly level?: string }) | undefined;

  constructor(options: ConnectOptions) {
    this.#options = options;
  }

  /** The first error says why; later ones are its consequences. */
  readonly note = (error: Error): void => {
    this.#error ??= error;
  };

  /** Servers that ask for the password by a prompt. */
  readonly answerPrompts = (...args: unknown[]): void => {
    const [, , , prompts, finish] = args as [
      ...[unknown, unknown, unknown],
      readonly unknown[],
      (answers: readonly string[]) => void,
    ];
    const { password } = this.#options.credentials;
    finish(prompts.map(() => password?.reveal() ?? ""));
  };

  config(): SftpClient.ConnectOptions {
    const { credentials, algorithms, patience, hostKeys } = this.#options;
    const { username, privateKey, passphrase, password } = credentials;
    return {
      username,
      ...(privateKey && { privateKey: privateKey.reveal() }),
      ...(passphrase && { passphrase: passphrase.reveal() }),
      ...(password && { password: password.reveal(), tryKeyboard: true }),
      readyTimeout: patience.connectMs,
      keepaliveInterval: patience.keepaliveMs,
      keepaliveCountMax: patience.keepaliveCount,
      ...(algorithms && { algorithms: { serverHostKey: [...algorithms] } }),
      hostVerifier: (key: Buffer): boolean => {
        const seen = seenHostKey(key);
        const isKnown = isPinned(seen, hostKeys);
        if (!isKnown) this.#refusedKey = seen;
        return isKnown;
      },
    };
  }

  outcome(thrown: unknown): ConnectOutcome {
    if (this.#refusedKey) return { kind: "host key refused", seen: this.#refusedKey };
    const error = this.#error ?? (thrown instanceof Error ? thrown : new Error(String(thrown)));
    // Thrown as it is, without an event, before anything was sent: the key can't be used.
    const isUnusable = this.#error === undefined && !("code" in error);
    const isLogin = isUnusable || this.#error?.level === "client-authentication";
    if (isLogin) return { kind: "login refused", text: error.message };
    return { kind: "failed", error };
  }
}

function connectionOver(
  client: SftpClient,
  ssh: Ssh2Client["client"],
  socket: Socket,
  sftp: SFTPWrapper,
): Connection {
  return {
    sftp,
    watch: (onGone) => {
      const gone = (what: string) => (): void => {
        onGone(new Error(what));
      };
      client.on("error", onGone);
      sftp.on("error", onGone);
      sftp.on("end", gone("the server ended the session"));
      sftp.on("close", gone("the server closed the session"));
      socket.on("close", gone("the connection was closed"));
      if (socket.destroyed) onGone(new Error("the connection was closed"));
    },
    end: () => {
      ssh.end();
    },
    destroy: () => {
      socket.destroy();
    },
  };
}
