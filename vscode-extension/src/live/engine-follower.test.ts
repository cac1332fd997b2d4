/** Finding an engine, losing it, finding it again; asking no more often than somebody wants to know. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { EngineEvent } from "../../../engine/src/events.ts";
import { createEngineFollower, type EngineFollower, type EngineView } from "./engine-follower.ts";
import type { EngineLink } from "./engine-link.ts";
import { readings, status } from "./testing/example.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface FakeEngine {
  readonly link: EngineLink;
  readonly asked: { status: number; readings: (readonly string[])[] };
  tell(event: EngineEvent): void;
  end(): void;
  closed: boolean;
}

function fakeEngine(changes: Partial<EngineLink> = {}): FakeEngine {
  const listeners: ((event: EngineEvent) => void)[] = [];
  let end = () => {};
  const closed = new Promise<void>((done) => {
    end = done;
  });
  const fake: FakeEngine = {
    asked: { status: 0, readings: [] },
    closed: false,
    end,
    tell: (event) => {
      for (const listener of listeners) listener(event);
    },
    link: {
      status: async () => {
        fake.asked.status += 1;
        return status();
      },
      readings: async (profiles) => {
        fake.asked.readings.push(profiles);
        return readings([]);
      },
      stop: async () => ({ stopping: [] }),
      pause: async () => ({ macros: [] }),
      resume: async () => ({ macros: [] }),
      onEvent: (listener) => void listeners.push(listener),
      closed,
      close: () => {
        fake.closed = true;
        end();
      },
      ...changes,
    },
  };
  return fake;
}

function follow(find: () => Promise<EngineLink | null>) {
  const seen: (EngineView | null)[] = [];
  const events: EngineEvent[] = [];
  const troubles: string[] = [];
  const follower: EngineFollower = createEngineFollower({
    find,
    onChange: (view) => seen.push(view),
    onEvent: (event) => events.push(event),
    onTrouble: ({ message }) => troubles.push(message),
  });
  return { follower, seen, events, troubles };
}

const notice: EngineEvent = { event: "notice", time: "2027-01-04T12:00:00Z", level: "info", message: "x" };
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it("looks every five seconds while there is none, and says nothing", async () => {
  const find = vi.fn(async () => null);
  const { follower, seen, troubles } = follow(find);
  follower.look();
  await pass(60_000);
  expect(find).toHaveBeenCalledTimes(13);
  expect([seen, troubles]).toEqual([[], []]);
  follower.dispose();
  await pass(60_000);
  expect(find).toHaveBeenCalledTimes(13);
});

it("asks each second for what somebody sees, else only when something happens", async () => {
  const engine = fakeEngine();
  const { follower, seen, events } = follow(async () => engine.link);
  follower.look();
  await pass(10);
  expect(seen).toMatchObject([{ readings: null }]);
  await pass(60_000);
  expect(engine.asked).toEqual({ status: 1, readings: [] });
  follower.want(["heal"]);
  await pass(10_500);
  expect(engine.asked.status).toBe(12);
  expect(engine.asked.readings).toEqual(Array.from({ length: 11 }, () => ["heal"]));
  follower.want(null);
  await pass(60_000);
  expect(engine.asked.status).toBe(12);
  for (let at = 0; at < 50; at += 1) engine.tell(notice);
  await pass(1000);
  expect(events).toHaveLength(50);
  expect(engine.asked.status).toBe(13);
  follower.dispose();
  expect(engine.closed).toBe(true);
});

it("finds an engine again that was started anew, at first soon, then less often", async () => {
  const [first, second] = [fakeEngine(), fakeEngine()];
  const engines: (FakeEngine | null)[] = [first];
  const looks: number[] = [];
  const { follower, seen } = follow(async () => {
    looks.push(Date.now());
    return engines.shift()?.link ?? null;
  });
  follower.look();
  await pass(10);
  const lostAt = Date.now();
  first.end();
  await pass(20_000);
  expect(looks.slice(1).map((time) => time - lostAt)).toEqual([500, 1000, 2000, 4000, 9000, 14_000, 19_000]);
  expect(seen).toMatchObject([{ link: first.link }, null]);
  engines.push(second);
  await pass(5000);
  expect(follower.view?.link).toBe(second.link);
  follower.dispose();
});

it("takes an engine that fails to answer for lost, and tells why", async () => {
  const broken = fakeEngine({ status: async () => Promise.reject(new Error("no answer within 10000 ms")) });
  const { follower, seen, troubles } = follow(async () => broken.link);
  follower.look();
  await pass(10);
  expect(broken.closed).toBe(true);
  expect([seen, troubles]).toEqual([[], ["no answer within 10000 ms"]]);
  follower.dispose();
});

it("goes on looking when one refuses", async () => {
  const engine = fakeEngine();
  let looks = 0;
  const { follower, troubles } = follow(async () => {
    looks += 1;
    if (looks === 1) throw new Error("the engine refuses the token");
    return engine.link;
  });
  follower.look();
  await pass(5010);
  expect(troubles).toEqual(["the engine refuses the token"]);
  expect(follower.view?.link).toBe(engine.link);
  follower.dispose();
});

it("closes a link that comes when nobody waits any more", async () => {
  const engine = fakeEngine();
  const { follower } = follow(async () => {
    await new Promise((done) => setTimeout(done, 100));
    return engine.link;
  });
  follower.look();
  follower.dispose();
  await pass(200);
  expect(engine.closed).toBe(true);
});
