/** What the page knows of the engine, kept up to date by its stream, or by asking every 5 s where there is none. */

import { batch, computed, signal } from "@preact/signals";
import type {
  Caller,
  EngineEvent,
  EngineStatus,
  MacroList,
  Measurements,
  Snapshot,
} from "../../../engine/src/api/contract.ts";
import { client, followEngine, signedOut, Unreachable } from "../client.ts";
import { noteSnapshot } from "./recent.ts";

/** `lost`: the engine does not answer, and is asked again and again. */
export type Connection = "connecting" | "live" | "polling" | "lost";

export const connection = signal<Connection>("connecting");
export const status = signal<EngineStatus | null>(null);
/** The newest look at the machine and its macros. */
export const snapshot = signal<Snapshot | null>(null);
export const configured = signal<MacroList["configured"]>([]);
export const measurements = signal<Measurements | null>(null);
export const caller = signal<Caller | null>(null);

export const macros = computed(() => snapshot.value?.macros ?? status.value?.macros ?? []);
/** Whether its user may change something; who that is may not be known yet. */
export const mayAct = computed(() => caller.value?.role !== "viewer");

/** When the newest look was taken in, ms since the epoch of the page's clock; null before the first. */
export const lastLook = signal<number | null>(null);
/** The engine's clock minus the page's, ms. */
const skew = signal(0);
const tick = signal(Date.now());
/** The engine's time now, ms since the epoch; moves on twice a second. */
export const now = computed(() => tick.value + skew.value);
setInterval(() => {
  if (!document.hidden) tick.value = Date.now();
}, 500);

const pollMs = 5000;
const catalogueMs = 30_000;
const signedOutMs = 60_000;

type Listener = (event: EngineEvent) => void;
const listeners = new Set<Listener>();
/** Told of each event; returns how to end that. */
export function onEngineEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Goes on for as long as the page is open. */
export async function followForever(): Promise<never> {
  for (let failures = 0; ; ) {
    const isThere = await refresh();
    failures = isThere ? 0 : failures + 1;
    if (isThere) {
      const streamed = await followEngine(listener, () => 5 * (status.value?.intervalMs ?? 1000) + 5000);
      if (streamed) continue;
      connection.value = "polling";
    }
    // Who is not known is not let in sooner by knocking, and may be taken for one who guesses.
    await untilNextTry(isThere ? pollMs : signedOut.value ? signedOutMs : Math.min(pollMs, 500 * 2 ** failures));
  }
}

let wake = () => {};
/** Asks now and not at the next turn: after signing in, and when its user cannot wait. */
export function tryNow(): void {
  wake();
}
addEventListener("online", tryNow);
document.addEventListener("visibilitychange", () => {
  // Another tab may have signed in, and the engine may be there again.
  if (!document.hidden) tryNow();
});

function untilNextTry(ms: number): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    wake = () => {
      clearTimeout(timer);
      done();
    };
  });
}

const listener = {
  onOpen() {
    connection.value = "live";
  },
  onSnapshot(look: Snapshot) {
    batch(() => {
      takeIn(look);
      const { value } = status;
      if (value !== null) status.value = { ...value, lastCheck: look.time };
    });
  },
  onEvent(event: EngineEvent) {
    if (changesStatus.has(event.event)) refreshSoon();
    for (const listen of listeners) listen(event);
  },
  onReset: () => void refresh(),
};

/** Events after which what `status` says besides its macros may be another. */
const changesStatus: ReadonlySet<EngineEvent["event"]> = new Set([
  ...(["engine-start", "macro-start", "macro-end", "level", "mute", "unmute"] as const),
  ...(["session-begin", "session-end", "notice", "reload"] as const),
]);

let soon: ReturnType<typeof setTimeout> | null = null;
/** Once for all that happens within a moment. */
export function refreshSoon(): void {
  if (soon !== null) return;
  soon = setTimeout(() => {
    soon = null;
    void refresh();
  }, 150);
}
setInterval(() => {
  if (connection.value === "live" && !document.hidden) refreshSoon();
}, 3 * pollMs);

let catalogueAt = 0;

/** Whether the engine answered. */
async function refresh(): Promise<boolean> {
  try {
    const answer = await client.status();
    batch(() => {
      signedOut.value = false;
      status.value = answer;
      if (connection.value !== "live" && answer.lastCheck !== null) {
        const metrics = snapshot.value?.metrics ?? {};
        snapshot.value = { time: answer.lastCheck, metrics, macros: answer.macros };
        noteLook(answer.lastCheck);
      }
    });
    // Each may be missing: the page stands without it.
    await Promise.allSettled([refreshConfigured(), refreshCaller(), refreshCatalogue()]);
    return true;
  } catch (error) {
    if (error instanceof Unreachable) caller.value = null;
    connection.value = "lost";
    return false;
  }
}

async function refreshConfigured(): Promise<void> {
  configured.value = (await client.macros()).configured;
}

async function refreshCaller(): Promise<void> {
  if (caller.value !== null) return;
  const answer = await client.caller();
  // Somebody may have signed in meanwhile.
  caller.value ??= answer;
}

async function refreshCatalogue(): Promise<void> {
  const isPolling = connection.value !== "live";
  if (!isPolling && Date.now() - catalogueAt < catalogueMs) return;
  const answer = await client.measurements();
  catalogueAt = Date.now();
  measurements.value = answer;
  if (isPolling) takeIn(lookOf(answer));
}

/** Without a stream, the catalogue's values are as good. */
function lookOf({ time, metrics }: Measurements): Snapshot {
  const values = metrics.filter(({ scope }) => scope !== "macro").map(({ metric, value }) => [metric, value] as const);
  return { time, metrics: Object.fromEntries(values), macros: status.value?.macros ?? [] };
}

function takeIn(look: Snapshot): void {
  noteLook(look.time);
  snapshot.value = look;
  noteSnapshot(look);
}

let newest = "";
function noteLook(time: string): void {
  if (time === newest) return;
  newest = time;
  lastLook.value = Date.now();
  skew.value = Date.parse(time) - Date.now();
}
