/**
 * Sends bytes over TCP as they are, so that no client mends a request on its way: `node raw-requests.ts HOST PORT`
 * reads a JSON list of texts (a character is a byte) and prints a list of what came back, in the same order.
 */
import { createConnection } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

/** How long to wait for more after an answer began, and for an answer at all, in milliseconds. */
const patience = { more: 150, any: 8_000 };

const [host = "", port = ""] = process.argv.slice(2);
const requests: string[] = JSON.parse(await text(process.stdin));

function send(request: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = createConnection({ host, port: Number(port) }, () => socket.write(Buffer.from(request, "latin1")));
    const end = () => {
      socket.destroy();
      resolve(answer);
    };
    let timer = setTimeout(end, patience.any);
    socket.on("data", (data) => {
      answer += data.toString("latin1");
      clearTimeout(timer);
      timer = setTimeout(end, patience.more);
    });
    socket.on("error", end);
    socket.on("close", end);
  });
}

const answers: string[] = [];
const next = requests.entries();
async function work(): Promise<void> {
  for (const [index, request] of next) {
    answers[index] = await send(request);
    await sleep(1);
  }
}
await Promise.all(Array.from({ length: 16 }, work));
process.stdout.write(JSON.stringify(answers));
