/** The way to an SFTP server: one connection, made when it is needed and again when it breaks. */
import { isAborted } from "../core/abort.ts";
import { TransientError } from "../core/errors.ts";
import { ConnectionLost } from "./connection-lost.ts";
import {
  DEFAULT_PATIENCE,
  type DestinationDeps,
  type Patience,
  type SftpDestination,
} from "./destination.ts";
import { logIn } from "./log-in.ts";
import type { SftpSession } from "./sftp-session.ts";
import { createSftpShare } from "./sftp-share.ts";
import type { Share, ShareAccess } from "./share.ts";

export class SftpAccess implements ShareAccess {
  readonly #settings: SftpDestination;
  readonly #deps: DestinationDeps;
  readonly #patience: Patience;
  readonly #place: string;
  #session: Promise<SftpSession> | undefined;
  #extensions: ReadonlySet<string> = new Set();

  constructor(settings: SftpDestination, deps: DestinationDeps) {
    this.#settings = settings;
    this.#deps = deps;
    this.#patience = { ...DEFAULT_PATIENCE, ...deps.patience };
    this.#place = `${settings.name} (${settings.host}:${settings.port}) ${settings.path}`;
  }

  /** For messages: `client (sftp.example.com:22) /out`. */
  get place(): string {
    return this.#place;
  }

  async use<T>(
    act: (share: Share, advanced: (sofar: number) => void) => Promise<T>,
    options: { readonly tries?: "once" } = {},
  ): Promise<T> {
    const { path } = this.#settings;
    return await this.useSession(
      (session, advanced) => act(createSftpShare({ session, place: this.#place, path }), advanced),
      options,
    );
  }

  /**
   * As `use`, for requests of any kind. For each reason to try again there is a pause; what gets on
   * begins with the first one again.
   */
  async useSession<T>(
    act: (session: SftpSession, advanced: (sofar: number) => void) => Promise<T>,
    options: { readonly tries?: "once" } = {},
  ): Promise<T> {
    const { clock, signal, log } = this.#deps;
    const pauses = options.tries === "once" ? [] : this.#patience.retryMs;
    let furthest = 0;
    let failures = 0;
    const advanced = (sofar: number): void => {
      if (sofar > furthest) failures = 0;
      furthest = Math.max(furthest, sofar);
    };
    for (;;) {
      try {
        return await act(await this.#open(), advanced);
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        const pauseMs = pauses[failures];
        if (pauseMs === undefined || isAborted(signal)) throw this.#unreachable(error);
        failures += 1;
        log?.debug({ destination: this.#settings.name, pauseMs, err: error }, "connection lost");
        await clock.sleep(pauseMs, signal);
      }
    }
  }

  describe(): string {
    const found = [...this.#extensions].sort().join(", ");
    return `${this.#place} takes files; extensions: ${found === "" ? "none" : found}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const session = await this.#session?.catch(() => undefined);
    this.#session = undefined;
    await session?.close();
  }

  async #open(): Promise<SftpSession> {
    if (isAborted(this.#deps.signal)) throw new ConnectionLost("stopped");
    return await this.#connected();
  }

  /** Whoever comes while a connection is being made waits for the same one. */
  async #connected(): Promise<SftpSession> {
    const current = this.#session;
    if (current && (await current.catch(() => undefined))?.isOpen) return await current;
    // Somebody may have begun while this one looked.
    if (this.#session === current) {
      this.#session = logIn(this.#settings, { ...this.#deps, patience: this.#patience });
    }
    const session = await (this.#session as Promise<SftpSession>);
    this.#extensions = session.extensions;
    return session;
  }

  #unreachable(cause: ConnectionLost): TransientError {
    const why = isAborted(this.#deps.signal) ? "the transfer was stopped" : cause.message;
    return new TransientError("P001", `${this.#place}: ${why}`, {
      cause,
      hint: "It is tried again; if it lasts, check the server and the way there.",
    });
  }
}
