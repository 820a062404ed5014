// Where a text stops being JSON, for the message: engines say it in different ways or not at all.

const TOKEN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)|[[\]{},:]/y;
const SPACE = /[ \t\r\n]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

type Wanted = "value" | "valueOrEnd" | "key" | "keyOrEnd" | "colon" | "separator" | "nothing";

/** The offset of the first token that can't stand where it does; the length of a text that ends too early. */
export function jsonFaultAt(text: string): number {
  const open: string[] = [];
  let wanted: Wanted = "value";
  for (let at = 0; ;) {
    SPACE.lastIndex = at;
    SPACE.test(text);
    at = SPACE.lastIndex;
    const token = tokenAt(text, at);
    const next: Wanted | undefined = token === undefined ? undefined : after(wanted, token, open);
    if (token === undefined || next === undefined) return at;
    wanted = next;
    at += token.length;
  }
}

/** Strings are scanned by hand, as a pattern would need room for each of their characters. */
function tokenAt(text: string, start: number): string | undefined {
  if (text[start] !== "\"") {
    TOKEN.lastIndex = start;
    return TOKEN.exec(text)?.[0];
  }
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return text.slice(start, at + 1);
    if (code < 32) return undefined;
    if (code !== 92) continue;
    ESCAPE.lastIndex = at;
    if (!ESCAPE.test(text)) return undefined;
    at = ESCAPE.lastIndex - 1;
  }
  return undefined;
}

/** What must follow a token, or undefined where it can't stand. Opened brackets are kept. */
function after(wanted: Wanted, token: string, open: string[]): Wanted | undefined {
  const isValue = wanted === "value" || wanted === "valueOrEnd";
  switch (token) {
    case "[": case "{":
      if (isValue) open.push(token);
      return isValue ? (token === "[" ? "valueOrEnd" : "keyOrEnd") : undefined;
    case "]": return wanted === "valueOrEnd" || (wanted === "separator" && open.at(-1) === "[") ? closed(open) : undefined;
    case "}": return wanted === "keyOrEnd" || (wanted === "separator" && open.at(-1) === "{") ? closed(open) : undefined;
    case ",": return wanted === "separator" ? (open.at(-1) === "[" ? "value" : "key") : undefined;
    case ":": return wanted === "colon" ? "value" : undefined;
    default:
      if ((wanted === "key" || wanted === "keyOrEnd") && token.startsWith("\"")) return "colon";
      return isValue ? inside(open) : undefined;
  }
}

function closed(open: string[]): Wanted {
  open.pop();
  return inside(open);
}

function inside(open: readonly string[]): Wanted {
  return open.length === 0 ? "nothing" : "separator";
}
