/** Why the store could not do it, in words for the user. */

export type StoreFailure =
  | "busy"
  | "full"
  | "read-only"
  | "damaged"
  | "newer"
  | "older"
  | "unreachable"
  /** The file is not where it was opened; it can be opened, or begun, anew. */
  | "moved"
  /** What was to be written does not fit the schema: our own mistake. */
  | "refused"
  | "failed";

export class StoreError extends Error {
  readonly failure: StoreFailure;

  constructor(failure: StoreFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "StoreError";
    this.failure = failure;
  }
}

/** SQLite's primary result codes that a user can do something about. */
const known: Readonly<Record<number, readonly [StoreFailure, string]>> = {
  5: ["busy", "another program holds the file"],
  6: ["busy", "another program holds the file"],
  8: ["read-only", "the file or its folder cannot be written to"],
  10: ["failed", "the disk reports an error"],
  11: ["damaged", "the file is damaged; move it away and a new one is begun"],
  13: ["full", "the disk is full"],
  14: ["unreachable", "the file cannot be opened"],
  19: ["refused", "an entry does not fit"],
  20: ["refused", "an entry does not fit"],
  26: ["damaged", "the file is no store of macro-engine; name another in `store.path`"],
};

/** Wraps whatever SQLite or the file system threw. */
export function storeError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const { errcode, code, message } = error as { errcode?: number; code?: string; message?: string };
  if (errcode !== undefined) {
    const [failure, words] = known[errcode & 0xff] ?? ["failed", message ?? "unknown error"];
    return new StoreError(failure, `${path}: ${words}`, error);
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new StoreError("read-only", `${path}: the file or its folder cannot be written to`, error);
  if (code === "ENOSPC") return new StoreError("full", `${path}: the disk is full`, error);
  if (code?.startsWith("E") && !code.startsWith("ERR_"))
    return new StoreError("unreachable", `${path}: ${message ?? code}`, error);
  throw error;
}
