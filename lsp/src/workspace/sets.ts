/** The policy sets of the workspace: files on disk, open buffers over them. */

import type { Source } from "@macro-engine/dsl";
import type { FileSystem } from "../host.ts";
import { createView } from "./create-view.ts";
import type { PolicyView } from "./policy-view.ts";

export interface PolicySets {
  setFolders(uris: readonly string[]): void;
  open(uri: string, text: string): void;
  close(uri: string): void;
  /** Something on disk may have changed. */
  changedOnDisk(): void;
  views(): Promise<readonly PolicyView[]>;
  viewOf(uri: string): Promise<{ readonly view: PolicyView; readonly path: string } | null>;
}

export function createPolicySets(files: FileSystem): PolicySets {
  let folders: readonly string[] = [];
  const buffers = new Map<string, string>();
  let current: Promise<readonly PolicyView[]> | null = null;
  let version = 0;
  const changed = () => {
    current = null;
    version += 1;
  };

  async function textsUnder(folder: string, found: Map<string, string>): Promise<void> {
    for (const { name, isFolder } of await files.list(folder)) {
      const uri = `${folder}/${encodeURIComponent(name)}`;
      if (isFolder) await textsUnder(uri, found);
      else if (/\.(macropolicy|ya?ml|json)$/.test(name)) {
        const read = await files.read(uri);
        if ("text" in read) found.set(uri, read.text);
      }
    }
  }

  async function viewOfFolder(folder: string): Promise<PolicyView> {
    const texts = new Map<string, string>();
    await textsUnder(folder, texts);
    for (const [uri, text] of buffers) if (uri.startsWith(`${folder}/`)) texts.set(uri, text);
    const all: Source[] = [...texts].map(([uri, text]) => ({ path: pathIn(folder, uri), text }));
    return createView({
      version,
      policies: all.filter(({ path }) => path.endsWith(".macropolicy")),
      overrides: all.filter(({ path }) => path.startsWith("config/macro_safety/")),
      configuration: all.find(({ path }) => path === "macro-engine.yaml") ?? null,
      uriOf: (path) => `${folder}/${path.split("/").map(encodeURIComponent).join("/")}`,
      readings: () => new Map(),
    });
  }

  const views = () => {
    current ??= Promise.all(folders.map(viewOfFolder));
    return current;
  };
  return {
    setFolders(uris) {
      folders = uris;
      changed();
    },
    open(uri, text) {
      buffers.set(uri, text);
      changed();
    },
    close(uri) {
      buffers.delete(uri);
      changed();
    },
    changedOnDisk: changed,
    views,
    async viewOf(uri) {
      for (const [at, view] of (await views()).entries()) {
        const path = pathIn(folders[at]!, uri);
        if (view.sources.has(path)) return { view, path };
      }
      return null;
    },
  };
}

function pathIn(folder: string, uri: string): string {
  return uri.startsWith(`${folder}/`) ? decodeURIComponent(uri.slice(folder.length + 1)) : uri;
}
