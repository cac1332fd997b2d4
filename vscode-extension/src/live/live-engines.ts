/** One engine for each policy set of the workspace, or the one at the URL of the settings for all of them. */

import { type Disposable, type LogOutputChannel, tasks, Uri, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { EngineEvent } from "../../../engine/src/events.ts";
import { type PolicySetFiles, type SetsResult, setsMethod } from "../../../lsp/src/editor-protocol.ts";
import { createEngineFollower, type EngineFollower, type EngineView } from "./engine-follower.ts";
import { findByUrl, findLocally, type Tokens } from "./engine-places.ts";

export interface LiveEngines extends Disposable {
  /** Of the engines that run. */
  views(): readonly EngineView[];
  /** Of the engine of the set that a file belongs to; null while none runs. */
  viewOf(uri: string): EngineView | null;
  /** Ask for these profiles' readings each second; null: for nothing until something happens. */
  want(profiles: readonly string[] | null): void;
  setsChanged(): void;
  /** Looks for engines now. */
  look(): void;
  /** Begins anew, as after another URL or token was given. */
  restart(): void;
}

export interface LiveEnginesOptions {
  readonly client: BaseLanguageClient;
  readonly output: LogOutputChannel;
  readonly tokens: Tokens;
  readonly onEvent: (event: EngineEvent) => void;
  readonly onChange: () => void;
}

interface Followed {
  set: PolicySetFiles;
  /** Its files' URIs as this editor writes them. */
  files: ReadonlySet<string>;
  readonly follower: EngineFollower;
}

/** What is elsewhere is not asked every few seconds. */
const remoteLookMs = [1000, 5000, 15_000, 60_000];
const settleMs = 500;

export function createLiveEngines({ client, output, tokens, onEvent, onChange }: LiveEnginesOptions): LiveEngines {
  const followed = new Map<string, Followed>();
  let remote: EngineFollower | null = null;
  let sets: readonly PolicySetFiles[] = [];
  let wanted: readonly string[] | null = null;
  let lastTrouble = "";
  let pending: NodeJS.Timeout | null = null;

  const follow = (find: () => ReturnType<typeof findLocally>, lookMs?: readonly number[]) => {
    const follower = createEngineFollower({
      find,
      onChange,
      onEvent,
      // The same trouble at every look is one line.
      onTrouble: ({ message }) => {
        if (message !== lastTrouble) output.debug(`live mode: ${message}`);
        lastTrouble = message;
      },
      ...(lookMs === undefined ? {} : { timing: { lookMs } }),
    });
    follower.want(wanted);
    follower.look();
    return follower;
  };
  const end = () => {
    for (const { follower } of followed.values()) follower.dispose();
    followed.clear();
    remote?.dispose();
    remote = null;
  };
  const apply = () => {
    const { enabled, url } = settings();
    if (!enabled || !workspace.isTrusted) {
      end();
      onChange();
      return;
    }
    if (url !== "") {
      // A set that comes or goes changes nothing there.
      if (remote === null) {
        end();
        if (sets.length > 0) remote = follow(findByUrl(url, tokens), remoteLookMs);
      }
      return;
    }
    const keys = new Map(sets.map((set) => [keyOf(set), set]));
    for (const [key, { follower }] of followed) {
      if (keys.has(key)) continue;
      follower.dispose();
      followed.delete(key);
      onChange();
    }
    for (const [key, set] of keys) {
      const known = followed.get(key);
      if (known !== undefined) {
        known.set = set;
        known.files = filesOf(set);
        continue;
      }
      const entry: Followed = {
        set,
        files: filesOf(set),
        follower: follow(() => findLocally(followed.get(key)?.set ?? set)),
      };
      followed.set(key, entry);
    }
  };
  const readSets = async () => {
    if (!client.isRunning()) return;
    try {
      sets = (await client.sendRequest<SetsResult>(setsMethod)).sets;
      apply();
    } catch (error) {
      output.debug("the policy sets were not listed", error);
    }
  };
  const all = () => (remote === null ? [...followed.values()].map(({ follower }) => follower) : [remote]);
  const restart = () => {
    end();
    onChange();
    apply();
  };
  const look = () => {
    for (const follower of all()) follower.look();
  };
  const subscriptions = [
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("macropolicy.live")) restart();
    }),
    workspace.onDidGrantWorkspaceTrust(apply),
    // One that was started from here is there in a moment.
    tasks.onDidStartTask(() => {
      for (const ms of [500, 1500, 3000]) setTimeout(look, ms).unref?.();
    }),
  ];
  return {
    views: () => all().flatMap(({ view }) => view ?? []),
    viewOf(uri) {
      if (remote !== null) return remote.view;
      const own = Uri.parse(uri).toString();
      for (const { files, follower } of followed.values()) if (files.has(own)) return follower.view;
      return null;
    },
    want(profiles) {
      wanted = profiles;
      for (const follower of all()) follower.want(profiles);
    },
    setsChanged() {
      pending ??= setTimeout(() => {
        pending = null;
        void readSets();
      }, settleMs);
    },
    look,
    restart,
    dispose() {
      if (pending !== null) clearTimeout(pending);
      for (const each of subscriptions) each.dispose();
      end();
    },
  };
}

function filesOf({ files }: PolicySetFiles): ReadonlySet<string> {
  return new Set(files.map((uri) => Uri.parse(uri).toString()));
}

function settings() {
  const live = workspace.getConfiguration("macropolicy");
  return { enabled: live.get("live.enabled", true), url: live.get("live.url", "").trim() };
}

/** A set stays the same when files come and go, as long as its configuration or its first file is there. */
function keyOf({ files, policies }: PolicySetFiles): string {
  return policies.length > 0 ? policies.join(" ") : ([...files].sort()[0] ?? "");
}
