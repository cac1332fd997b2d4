/** The record, opened at its first use and kept: the engine makes the file, sooner or later, and again where it was moved. */

import { type ApiReader, openApiReader } from "./api-reader.ts";

export interface KeptReader {
  /** Throws `StoreError` while there is no record that can be read. */
  open(): ApiReader;
  close(): void;
}

export function keptReader(path: string): KeptReader {
  let reader: ApiReader | null = null;
  return {
    open: () => {
      if (reader?.isInPlace() === false) {
        reader.close();
        reader = null;
      }
      reader ??= openApiReader(path);
      return reader;
    },
    close: () => reader?.close(),
  };
}
