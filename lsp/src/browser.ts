/** The server in a web worker: its files are what the client tells of. */

import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import {
  type CodePageParams,
  codePageMethod,
  type FolderListing,
  listFolderMethod,
  type ReadFileResult,
  readFileMethod,
  type UriParams,
} from "./editor-protocol.ts";
import type { Host } from "./host.ts";
import { startServer } from "./server.ts";
import { today } from "./today.ts";

/** A worker is its own end of the channel; the types of pages would be in the way of Node's. */
const scope = globalThis as never;
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));

/** What a client does not answer is not there: one that knows nothing of these requests has its open documents. */
async function ask<Params, Result>(method: string, params: Params, otherwise: Result): Promise<Result> {
  try {
    return (await connection.sendRequest<Result | null>(method, params)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

const host: Host = {
  files: {
    read: (uri) => ask<UriParams, ReadFileResult>(readFileMethod, { uri }, { reason: "the editor does not have it" }),
    list: (uri) => ask<UriParams, FolderListing>(listFolderMethod, { uri }, []),
  },
  today,
  codePage: (code) => ask<CodePageParams, string | null>(codePageMethod, { code }, null),
  machine: null,
  openTrace: null,
};

startServer(connection, host);
