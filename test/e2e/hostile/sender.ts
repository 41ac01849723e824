/**
 * Sends what it reads from standard input, as bytes, and prints what came back: a program of its own, which runs
 * where there is nothing but Node.js. Whatever happens to a connection is a result, never an error.
 */
import { createSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Entry, Piece } from "./entry.ts";

/** What it reads. */
export interface Order {
  /** The door's address. */
  address: string;
  /** A name with a route for everybody, and what stands for the token in what is sent. */
  toy: string;
  token: string;
  entries: readonly Entry[];
}

/** What came of one connection. */
interface Answer {
  /** As latin1; no more than {@link most}. */
  received: string;
  /** What the connection failed with. */
  error?: string;
}

/** What came of an entry: of its first connection, and of an ordinary request on a new one right after. */
export interface Result extends Answer {
  token: string;
  sent: number;
  /** Of all its connections: how many were opened, and how many the door had ended in the end. */
  opened: number;
  ended: number;
  fresh: Answer & { milliseconds: number };
}

const atOnce = 16;
const most = 262_144;
/** How long an answer may take to begin, and how long a pause ends it, in milliseconds. */
const patience = 1500;
const pause = 200;

interface Line extends Answer {
  socket: Socket | TLSSocket;
  open: boolean;
}

/** Opens a connection; one that fails says so in its `error`. */
async function open(address: string, to: Exclude<Entry["to"], { over: "udp" }>): Promise<Line> {
  const socket =
    to.over === "tls"
      ? connectTls({
          host: address,
          port: to.port,
          servername: to.name,
          // Who the door is, is another test's question.
          rejectUnauthorized: false,
          ...(to.protocol === undefined ? {} : { ALPNProtocols: [to.protocol] }),
          ...(to.version === undefined ? {} : { maxVersion: to.version }),
        })
      : connect({ host: address, port: to.port });
  const line: Line = { socket, received: "", open: false };
  socket.setNoDelay(true);
  socket.on("data", (data) => {
    if (line.received.length < most) line.received += data.toString("latin1");
  });
  socket.on("close", () => {
    line.open = false;
  });
  await new Promise<void>((resolve) => {
    socket.once(to.over === "tls" ? "secureConnect" : "connect", () => {
      line.open = true;
      resolve();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      line.error = error.code ?? error.message;
      line.open = false;
      resolve();
    });
    socket.once("close", () => resolve());
    socket.setTimeout(10_000, () => resolve());
  });
  return line;
}

/** Resolves once `done`, or after a number of milliseconds. */
async function until(done: () => boolean, milliseconds: number): Promise<void> {
  for (const end = Date.now() + milliseconds; !done() && Date.now() < end; ) await sleep(10);
}

/** Waits for an answer to begin, and then for it to pause. */
async function read(line: Line): Promise<void> {
  const before = line.received.length;
  await until(() => !line.open || line.received.length > before, patience);
  for (let length = -1; line.open && line.received.length !== length && length < most; ) {
    length = line.received.length;
    await sleep(pause);
  }
}

/** Hands bytes to the connection; a door that does not take them is waited for a second. */
async function write(line: Line, text: string): Promise<void> {
  if (!line.open) return;
  let taken = line.socket.write(Buffer.from(text, "latin1"), () => {
    taken = true;
  });
  await until(() => taken || !line.open, 1000);
}

async function send(line: Line, pieces: readonly Piece[]): Promise<void> {
  for (const piece of pieces) {
    if (!line.open) return;
    if (typeof piece === "string") await write(line, piece);
    else if ("wait" in piece) await sleep(piece.wait);
    else {
      const batch = Math.max(1, Math.floor(65_536 / piece.repeat.length));
      for (let left = piece.times; left > 0 && line.open; left -= batch) {
        await write(line, piece.repeat.repeat(Math.min(batch, left)));
      }
    }
  }
}

async function renegotiate(line: Line, times: number): Promise<void> {
  for (let done = 0; done < times && line.open; done++) {
    await new Promise<void>((resolve) => {
      (line.socket as TLSSocket).renegotiate({}, (error) => {
        if (error !== null) line.error = error.message;
        resolve();
      });
      setTimeout(resolve, 100);
    });
  }
}

/** An ordinary request, which tells whom it is from. */
const ordinary = (toy: string, of: string) =>
  `GET /whoami?of=${of} HTTP/1.1\r\nHost: ${toy}\r\nConnection: close\r\n\r\n`;

/** The same on a new connection: nobody else's bytes are before it. */
async function askFresh({ address, toy }: Order, of: string): Promise<Result["fresh"]> {
  const started = performance.now();
  const line = await open(address, { port: 443, over: "tls", name: toy, protocol: "http/1.1" });
  await write(line, ordinary(toy, of));
  await until(() => !line.open, 5000);
  line.socket.destroy();
  const { received, error } = line;
  return { received, milliseconds: performance.now() - started, ...(error === undefined ? {} : { error }) };
}

/** One connection of an entry, left open. */
async function attempt(order: Order, entry: Entry, pieces: readonly Piece[], of: string): Promise<Line> {
  const line = await open(order.address, entry.to as Exclude<Entry["to"], { over: "udp" }>);
  if (entry.unread !== undefined) line.socket.pause();
  if (entry.renegotiate !== undefined) await renegotiate(line, entry.renegotiate);
  await send(line, pieces);
  if (entry.unread !== undefined) {
    await sleep(entry.unread);
    line.socket.resume();
  }
  await read(line);
  const speaksHttp1 = entry.to.over !== "tls" || entry.to.protocol !== "h2";
  if (line.open && speaksHttp1) {
    await write(line, ordinary(order.toy, of));
    await read(line);
  }
  return line;
}

/** Datagrams, and all that came back. */
async function throwDatagrams(order: Order, pieces: readonly Piece[]): Promise<Answer> {
  const socket = createSocket("udp4");
  let received = "";
  socket.on("message", (message) => {
    received += message.toString("latin1");
  });
  const datagrams = pieces.flatMap((piece) =>
    typeof piece === "string"
      ? [piece]
      : "repeat" in piece
        ? Array.from({ length: piece.times }, () => piece.repeat)
        : [],
  );
  for (const datagram of datagrams) {
    await new Promise((resolve) => socket.send(Buffer.from(datagram, "latin1"), 443, order.address, resolve));
  }
  await sleep(500);
  socket.close();
  return { received };
}

const size = (pieces: readonly Piece[]) =>
  pieces.reduce(
    (sum, piece) =>
      sum + (typeof piece === "string" ? piece.length : "repeat" in piece ? piece.repeat.length * piece.times : 0),
    0,
  );

async function run(order: Order, entry: Entry, index: number): Promise<Result> {
  const of = index.toString(36).padStart(order.token.length, "0");
  const filled = entry.pieces.map((piece) =>
    typeof piece === "string"
      ? piece.replaceAll(order.token, of)
      : "repeat" in piece
        ? { ...piece, repeat: piece.repeat.replaceAll(order.token, of) }
        : piece,
  );
  const base = { token: of, sent: size(filled) };
  if (entry.to.over === "udp") {
    const answer = await throwDatagrams(order, filled);
    return { ...base, ...answer, opened: 0, ended: 0, fresh: await askFresh(order, of) };
  }
  const copies = Array.from({ length: entry.copies ?? 1 }, () => attempt(order, entry, filled, of));
  // Where it takes long, somebody else asks meanwhile.
  const meanwhile = entry.copies === undefined ? undefined : sleep(4000).then(() => askFresh(order, of));
  const lines = await Promise.all(copies);
  const fresh = await (meanwhile ?? askFresh(order, of));
  const [{ received, error } = { received: "" }] = lines;
  const result: Result = {
    ...base,
    received: received.slice(0, most),
    ...(error === undefined ? {} : { error }),
    opened: lines.filter((line) => line.error === undefined || line.received !== "").length,
    ended: lines.filter((line) => !line.open).length,
    fresh,
  };
  for (const line of lines) line.socket.destroy();
  return result;
}

const input: Buffer[] = [];
for await (const part of process.stdin) input.push(part);
const order: Order = JSON.parse(Buffer.concat(input).toString());
const results: Result[] = [];
let next = 0;
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (let index = next++; index < order.entries.length; index = next++) {
      const entry = order.entries[index];
      if (entry !== undefined) results[index] = await run(order, entry, index);
    }
  }),
);
process.stdout.write(JSON.stringify(results));
