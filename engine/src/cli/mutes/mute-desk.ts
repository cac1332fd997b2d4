/** Where the command line makes and ends mutes: with the engine that watches, else on the record that the next one reads. */

import { userInfo } from "node:os";
import { type ControlClient, findEngine } from "../../control/connect-control.ts";
import { ControlError, type Mute, type MuteParams } from "../../control/protocol.ts";
import { readAgain } from "../../daemon/compile.ts";
import { muteOf, shownMute } from "../../daemon/mute-of.ts";
import { openStore } from "../../store/sqlite-store.ts";
import type { Store } from "../../store/store.ts";
import { StoreError } from "../../store/store-error.ts";
import { type Configured, configFor } from "../commands/engine-options.ts";
import { type CommandIo, exitCodes } from "../io.ts";
import { harmless } from "../screen/visible-text.ts";

export interface MuteDeskOptions {
  readonly policies?: string;
  readonly config?: string;
}

/** Its calls reject with a `ControlError` where there is nothing to mute or to end. */
export interface MuteDesk {
  /** Whether an engine watches these policies. */
  readonly isWatched: boolean;
  begin(params: Omit<MuteParams, "by">): Promise<Mute>;
  end(id: string): Promise<Mute>;
  list(): Promise<readonly Mute[]>;
}

/** Exit code of `work`, or of what was printed: 1 where it was refused, 2 where the record cannot be had. */
export async function atMuteDesk(
  options: MuteDeskOptions,
  io: CommandIo,
  work: (desk: MuteDesk) => Promise<number>,
): Promise<number> {
  const configured = configFor(options, options.policies === undefined ? [] : [options.policies], io);
  if (typeof configured === "number") return configured;
  const client = await findEngine(configured.config.policies);
  try {
    return await (client === null ? onRecord(configured, io, work) : work(withEngine(client)));
  } catch (error) {
    if (!(error instanceof ControlError || error instanceof StoreError)) throw error;
    io.stderr(`${harmless(error.message)}\n`);
    return error instanceof ControlError ? exitCodes.findings : exitCodes.wrongUse;
  } finally {
    client?.close();
  }
}

function withEngine(client: ControlClient): MuteDesk {
  return {
    isWatched: true,
    begin: (params) => client.call("mute", { ...params, by: whoAsks() }),
    end: (id) => client.call("unmute", { id, by: whoAsks() }),
    list: async () => (await client.call("mutes", {})).mutes,
  };
}

async function onRecord(
  configured: Configured,
  io: CommandIo,
  work: (desk: MuteDesk) => Promise<number>,
): Promise<number> {
  const { path, retention, sizeBytes } = configured.config.store;
  const store = openStore({ path, retention, sizeBytes });
  try {
    return await work(withRecord(store, configured, io));
  } finally {
    store.close();
  }
}

function withRecord(store: Store, { config, ...configured }: Configured, io: CommandIo): MuteDesk {
  const lasting = () => store.mutes(Date.now()).filter(({ endedWall }) => endedWall === null);
  return {
    isWatched: false,
    begin: async (params) => {
      const { program, problems } = await readAgain(config, { cwd: io.cwd, ...configured });
      if (program === null) throw new ControlError(problems.trimEnd());
      const mute = muteOf({ ...params, by: whoAsks() }, Date.now(), {
        // Who runs under engines of their own is not known here; then their profiles' levels count.
        registry: { running: () => [].values() },
        program: () => program,
        allowsDangerous: () => config.mute.dangerous,
      });
      store.write([{ kind: "mute", mute }]);
      return shownMute(mute);
    },
    end: async (id) => {
      const mute = lasting().find((one) => one.id === id);
      if (mute === undefined) throw new ControlError(`there is no mute ${id}; it may have ended`);
      const wall = Date.now();
      store.write([{ kind: "mute-end", mute: id, wall }]);
      return shownMute({ ...mute, endedWall: wall });
    },
    list: async () => lasting().map(shownMute),
  };
}

function whoAsks(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry among the system's.
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}
