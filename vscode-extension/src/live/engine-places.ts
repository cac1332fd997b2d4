/** Where the engines of the workspace's policy sets are: on this machine by their policies, or at the URL of the settings. */

import { type SecretStorage, Uri, window, workspace } from "vscode";
import type { PolicySetFiles } from "../../../lsp/src/editor-protocol.ts";
import { type EngineLink, TokenRefused } from "./engine-link.ts";
import { httpLink } from "./http-link.ts";
import { findSocketLink } from "./socket-link.ts";
import { watchedPlaces } from "./watched-places.ts";

/** The engine of a set of policies on this machine; null while none runs. */
export function findLocally({ files, policies }: PolicySetFiles): Promise<EngineLink | null> {
  const onDisk = (uris: readonly string[]) =>
    uris.map((uri) => Uri.parse(uri)).flatMap(({ scheme, fsPath }) => (scheme === "file" ? [fsPath] : []));
  const set = {
    policies: onDisk(files.filter((uri) => uri.endsWith(".macropolicy"))),
    configured: onDisk(policies),
  };
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  return findSocketLink(watchedPlaces(set, folders));
}

/** Tokens by URL, in the editor's secret storage and nowhere else. */
export interface Tokens {
  /** Asks for it where it is not known; undefined when the user gives none. */
  of(url: string): Promise<string | undefined>;
  ask(url: string, why: string): Promise<string | undefined>;
}

export function createTokens(secrets: SecretStorage): Tokens {
  const key = (url: string) => `macropolicy.token ${url}`;
  const ask = async (url: string, why: string) => {
    const token = await window.showInputBox({
      title: "Token of the engine",
      prompt: `${why} It is kept in the editor's secret storage.`,
      password: true,
      ignoreFocusOut: true,
    });
    if (token === undefined || token.trim() === "") return undefined;
    await secrets.store(key(url), token.trim());
    return token.trim();
  };
  return {
    ask,
    of: async (url) => (await secrets.get(key(url))) ?? ask(url, `The engine at ${url} wants a token.`),
  };
}

/** Tries the URL with its token; a token that is refused is asked for once more, then left alone until told otherwise. */
export function findByUrl(url: string, tokens: Tokens): () => Promise<EngineLink | null> {
  let given = false;
  let token: string | undefined;
  return async () => {
    if (given && token === undefined) return null;
    token ??= await tokens.of(url);
    given = true;
    if (token === undefined) return null;
    try {
      return await httpLink(url, token);
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      token = await tokens.ask(url, `The engine at ${url} has refused the token.`);
      return token === undefined ? null : await again(url, token);
    }
  };

  async function again(url: string, other: string): Promise<EngineLink> {
    try {
      return await httpLink(url, other);
    } catch (error) {
      if (error instanceof TokenRefused) token = undefined;
      throw error;
    }
  }
}
