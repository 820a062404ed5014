// The form of a message: one sentence about what is wrong and, where there is one, the likely mend.

export interface Message {
  readonly message: string;
  readonly hint?: string;
}

export function say(message: string, hint?: string): Message {
  return hint === undefined ? { message } : { message, hint };
}

/** A user's word in quotation marks, cut if it is long. */
export function quoted(name: string): string {
  return `"${name.length > 40 ? `${name.slice(0, 37)}...` : name}"`;
}

export function didYouMean(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `Did you mean ${quoted(name)}?`;
}
