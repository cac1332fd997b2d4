/** The record, opened at its first use and kept: the engine makes the file, sooner or later. */

import { openStoreReader } from "./sqlite-store.ts";
import type { StoreReader } from "./store.ts";

export interface KeptReader {
  /** Throws `StoreError` while there is no record that can be read. */
  open(): StoreReader;
  close(): void;
}

export function keptReader(path: string): KeptReader {
  let reader: ReturnType<typeof openStoreReader> | null = null;
  return {
    open: () => {
      reader ??= openStoreReader(path);
      return reader;
    },
    close: () => reader?.close(),
  };
}
