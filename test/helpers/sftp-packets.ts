/** Packets of SFTP version 3 as they travel (draft-ietf-secsh-filexfer-02): cut out, read, made. */

export const PACKET = {
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  fstat: 8,
  rename: 18,
  status: 101,
  extended: 200,
} as const;

export interface Packet {
  readonly type: number;
  readonly id: number;
  /** Of an extended request: `posix-rename@openssh.com`. */
  readonly extension: string | undefined;
  /** With its length before it. */
  readonly bytes: Buffer;
}

/** Collects what comes in pieces; gives the packets that are whole. */
export function packetCutter(): (piece: Buffer) => readonly Packet[] {
  let rest = Buffer.alloc(0);
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    const packets: Packet[] = [];
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
      const length = 4 + rest.readUInt32BE(0);
      packets.push(readPacket(rest.subarray(0, length)));
      rest = rest.subarray(length);
    }
    return packets;
  };
}

function readPacket(bytes: Buffer): Packet {
  const type = bytes.readUInt8(4);
  const id = bytes.length >= 9 ? bytes.readUInt32BE(5) : 0;
  const extension =
    type === PACKET.extended
      ? bytes.subarray(13, 13 + bytes.readUInt32BE(9)).toString()
      : undefined;
  return { type, id, extension, bytes };
}

export function statusPacket(id: number, status: number, text: string): Buffer {
  const message = Buffer.from(text);
  const packet = Buffer.alloc(4 + 1 + 4 + 4 + 4 + message.length + 4);
  packet.writeUInt32BE(packet.length - 4, 0);
  packet.writeUInt8(PACKET.status, 4);
  packet.writeUInt32BE(id, 5);
  packet.writeUInt32BE(status, 9);
  packet.writeUInt32BE(message.length, 13);
  message.copy(packet, 17);
  return packet;
}

/** The greeting of a server that has no extensions. */
export function plainVersionPacket(): Buffer {
  return Buffer.from([0, 0, 0, 5, PACKET.version, 0, 0, 0, 3]);
}
