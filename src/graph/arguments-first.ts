// Walks that need what a thing is made of before the thing itself.

/** A walk; what a thing needs may depend on what has been made already. */
export interface Walk<T> {
  readonly isMade: (at: T) => boolean;
  readonly needs: (at: T) => readonly T[];
  readonly make: (at: T) => void;
}

/** Makes the roots and all that they need, each once and after what it needs; the last need comes first. Without recursion. */
export function argumentsFirst<T>(roots: readonly T[], { isMade, needs, make }: Walk<T>): void {
  for (const root of roots) {
    const stack = [root];
    while (stack.length > 0) {
      const at = stack[stack.length - 1] as T;
      const missing = isMade(at) ? [] : needs(at).filter((need) => !isMade(need));
      if (missing.length > 0) {
        stack.push(...missing);
        continue;
      }
      stack.pop();
      if (!isMade(at)) make(at);
    }
  }
}
