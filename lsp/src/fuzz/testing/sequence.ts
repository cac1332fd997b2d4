/** One random sequence of edits and requests against a server, held against a fresh one at its end. */

import { createHash } from "node:crypto";
import { builtInMetrics } from "@macro-engine/dsl";
import { randomFrom } from "../../../../dsl/src/testing/random.ts";
import type { Host } from "../../host.ts";
import { type ConnectOptions, connect } from "../../testing/connect.ts";
import { editors } from "./editors.ts";
import { differences } from "./outcome.ts";
import { createSession } from "./session.ts";
import { firstDisk } from "./texts.ts";

export interface Outcome {
  readonly requests: number;
}

const readings = new Map(
  builtInMetrics.map(({ name }, at) => [
    name,
    at % 3 === 0
      ? { available: false as const, reason: "there is no sensor" }
      : { available: true as const, source: "the kernel", value: at },
  ]),
);

const host: Partial<Host> = {
  machine: {
    readings: () => readings,
    available: async (names) => new Set(names.filter((name) => readings.get(name)?.available)),
  },
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
};

/** Throws where something is wrong with the server, with what was done so far. */
export async function runSequence(seed: number, length: number): Promise<Outcome> {
  const random = randomFrom(seed);
  const editor = random.pick(editors);
  const { capabilities, initializationOptions } = editor;
  const options: ConnectOptions = { capabilities, initializationOptions, host };
  const client = await connect({}, { ...options, disk: firstDisk(random) });
  const session = createSession(client, editor, random);
  for (let step = 0; step < length; step++) await session.step();
  await session.settled();
  const found = await differences(session, client, editor, random, options);
  await client.close();
  const problems = [...session.problems, ...found];
  if (problems.length === 0) return { requests: session.asked() };
  throw new Error(`seed ${seed}, ${editor.name}:\n${session.done.join("\n")}\n\n${problems.join("\n")}`);
}
