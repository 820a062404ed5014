// A stream of bytes to lines of text.
import { StringDecoder } from "node:string_decoder";

/** The lines that each chunk completes; only a line feed ends a line, as U+2028 may stand in JSON. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new StringDecoder("utf8");
  let open: string[] = [];
  for await (const chunk of chunks) {
    const pieces = decoder.write(Buffer.from(chunk)).split("\n");
    open.push(pieces[0] as string);
    if (pieces.length === 1) continue;
    const lines = [open.join(""), ...pieces.slice(1, -1)];
    open = [pieces.at(-1) as string];
    yield lines;
  }
  open.push(decoder.end());
  const last = open.join("");
  if (last !== "") yield [last];
}
