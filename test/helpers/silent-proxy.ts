/** A TCP proxy in front of a server that at some point lets nothing through any more, and closes nothing. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export class SilentProxy implements AsyncDisposable {
  readonly port: number;
  /** Of the server's answers so many bytes come through. */
  silentAfterBytes = Infinity;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #bytes = 0;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (near) => {
      const far = connect(target, "127.0.0.1");
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => this.#sockets.delete(socket));
      }
      near.on("data", (data) => far.write(data));
      near.on("close", () => far.destroy());
      far.on("data", (data) => {
        this.#bytes += data.length;
        if (this.#bytes <= this.silentAfterBytes) near.write(data);
      });
    });
  }

  static async start(target: number): Promise<SilentProxy> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new SilentProxy(server, target);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#server, "close");
    this.#server.close();
    await closed;
  }
}
