// JSON-RPC as the language server protocol frames it: a header with the length, and a message.
import type { Readable, Writable } from "node:stream";

/** A request has an id, a notification none. */
export interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
}

/** The likely longest message is a program of the greatest length, escaped. */
const MAX_LENGTH = 256 * 2 ** 20;

/** The messages of a stream, until it ends. A header that can't be read ends it too. */
export async function* messagesOf(input: Readable): AsyncGenerator<Message> {
  let left = Buffer.alloc(0);
  for await (const chunk of input) {
    left = Buffer.concat([left, Buffer.from(chunk as Uint8Array)]);
    for (let next = take(left); next !== undefined; next = take(left)) {
      left = left.subarray(next.end);
      yield next.message;
    }
  }
}

function take(bytes: Buffer): { readonly message: Message; readonly end: number } | undefined {
  const head = bytes.indexOf("\r\n\r\n");
  if (head < 0) return undefined;
  const length = Number(/^content-length: *(\d+)/im.exec(bytes.toString("latin1", 0, head))?.[1]);
  if (!(length <= MAX_LENGTH)) throw new Error("a message of the editor without a length");
  const [start, end] = [head + 4, head + 4 + length];
  if (bytes.length < end) return undefined;
  const message: unknown = JSON.parse(bytes.toString("utf8", start, end));
  return { message: typeof message === "object" && message !== null ? message : {}, end };
}

export function send(output: Writable, message: object): void {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  output.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}
