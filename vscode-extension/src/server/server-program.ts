/** Which server is started: the one inside the extension, or the one that a setting names. */

export interface ServerSettings {
  /** `macropolicy.server.path`; empty: the one inside the extension. */
  readonly path: string;
  readonly args: readonly string[];
}

export type ServerProgram =
  /** Runs on the editor's own Node. */
  | { readonly module: string; readonly args: readonly string[] }
  /** Speaks over standard input and output. */
  | { readonly command: string; readonly args: readonly string[] };

/** `bundled` is the script inside the extension. */
export function serverProgram({ path, args }: ServerSettings, bundled: string): ServerProgram {
  if (path === "") return { module: bundled, args: [] };
  if (/\.[cm]?js$/.test(path)) return { module: path, args };
  // The client itself adds --stdio.
  return { command: path, args: args.filter((arg) => arg !== "--stdio") };
}
