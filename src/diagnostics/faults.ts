// What can go wrong outside a program's text: the use of the command line or the disk, and a point.

/** Wrong use of the command line, a configuration or the file system. The message is one sentence. */
export class UseError extends Error {
  /** The likely mend. */
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = "UseError";
    this.hint = hint;
  }
}

/** A point that does not fit its program: a value that is missing, of a wrong shape, or no number. */
export class PointError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PointError";
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "it does not exist"],
  ["EACCES", "permission is denied"],
  ["EPERM", "the system does not permit it"],
  ["EISDIR", "it is a directory"],
  ["ENOTDIR", "a part of its path is not a directory"],
  ["ENAMETOOLONG", "its name is too long"],
  ["ELOOP", "its symbolic links lead in a circle"],
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the disk quota is used up"],
  ["EFBIG", "it is larger than the system allows"],
  ["EROFS", "the file system is read-only"],
  ["EMFILE", "too many files are open"],
  ["ENXIO", "there is no such device"],
]);

/**
 * Why the system refused, in words; undefined for an error that does not come from the system.
 * @internal
 */
export function reasonOf(error: unknown): string | undefined {
  const code = codeOf(error);
  return code === undefined ? undefined : REASONS.get(code) ?? `the system answers ${code}`;
}

/** @internal */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "syscall" in error && "code" in error ? String(error.code) : undefined;
}

/**
 * Runs a file operation; what the system refuses becomes a fault of use, "Can't read x: it does not exist."
 * @internal
 */
export function refused<T>(what: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    throw new UseError(`${what}: ${reason}.`);
  }
}

/**
 * A path as a message shows it: on one line, without control characters.
 * @internal
 */
export function shownPath(path: string): string {
  return path.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
