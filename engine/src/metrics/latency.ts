/** Latency, jitter and loss of TCP connections to the configured host. */

import { connect, type Socket } from "node:net";
import { allAvailable, patience, type Sampler, type SampleSink } from "./sampler.ts";
import type { LatencySource } from "./sources.ts";
import type { Surroundings } from "./surroundings.ts";

/** How many recent probes jitter and loss are counted over. */
const window = 30;
const metrics = ["latency", "latency.jitter", "network.packet_loss"];
/** A loss of one in three would be a number without a meaning. */
const fewestProbes = 5;

/**
 * A probe is one TCP connect: the time from the first packet of the address that answered to its acknowledgement (name
 * look-up not included), ms. A refused or timed-out probe is lost and gives no latency. Jitter is the mean absolute
 * difference of successive latencies in the window; loss the share of lost probes in it, percent, from the fifth probe on.
 */
export function latencySampler(target: LatencySource, { now }: Surroundings): Sampler {
  const { host, port, everyMs, timeoutMs } = target;
  const recent = recentProbes();
  let socket: Socket | null = null;
  /** The address that answered last: asking the name server each time would load it for nothing. */
  let address: string | null = null;

  async function sample(_now: number, sink: SampleSink): Promise<void> {
    const attempt = startConnect(address ?? host, port, timeoutMs, now);
    socket = attempt.socket;
    const probe = await attempt.result;
    address = probe.address;
    recent.add(probe.latencyMs);
    const time = now();
    if (probe.latencyMs !== null) {
      sink("latency", probe.latencyMs, time);
      // Not told of a lost probe: that would be what former ones have told, made out as new.
      sink("latency.jitter", recent.jitter(), time);
    }
    if (recent.count() >= fewestProbes) sink("network.packet_loss", recent.loss(), time);
    if (probe.unnamed !== null) throw new Error(`${host}:${port} cannot be probed: ${probe.unnamed}`);
  }

  return {
    name: "latency",
    metrics,
    cost: "moderate",
    everyMs,
    // A probe may take its whole time, and two of them may be lost.
    stalenessMs: target.stalenessMs ?? Math.max(patience(everyMs), everyMs + 2 * timeoutMs),
    timeoutMs: timeoutMs + 5000,
    async probe() {
      return allAvailable(metrics, `TCP connect to ${host}:${port}`);
    },
    sample,
    close() {
      socket?.destroy();
    },
  };
}

interface Probe {
  /** Null: lost. */
  readonly latencyMs: number | null;
  readonly address: string | null;
  /** Why the host's name led to no address, in words; else null. */
  readonly unnamed: string | null;
}

function startConnect(host: string, port: number, timeoutMs: number, now: () => number) {
  const socket = connect({ host, port });
  let began = now();
  const result = new Promise<Probe>((resolve) => {
    const timer = setTimeout(() => socket.destroy(), timeoutMs);
    let probe: Probe = { latencyMs: null, address: null, unnamed: null };
    // A name with several addresses has one attempt after another: the last one is the one that connects.
    socket.on("connectionAttempt", () => {
      began = now();
    });
    socket.on("connect", () => {
      probe = { latencyMs: now() - began, address: socket.remoteAddress ?? null, unnamed: null };
      socket.destroy();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      probe = {
        latencyMs: null,
        address: null,
        unnamed: error.syscall === "getaddrinfo" ? lookUpFailure(error) : null,
      };
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(probe);
    });
  });
  return { socket, result };
}

function lookUpFailure({ code }: NodeJS.ErrnoException): string {
  if (code === "ENOTFOUND") return "there is no host of that name";
  return code === "EAI_AGAIN" ? "no name server answers" : `its name cannot be looked up (${code})`;
}

/** The last probes, oldest dropped first. */
function recentProbes() {
  let latencies: (number | null)[] = [];
  return {
    add(latencyMs: number | null): void {
      latencies = [...latencies, latencyMs].slice(-window);
    },
    count: () => latencies.length,
    loss: () => (100 * latencies.filter((latency) => latency === null).length) / latencies.length,
    /** NaN before the second answer. */
    jitter(): number {
      const answered = latencies.filter((latency) => latency !== null);
      if (answered.length < 2) return Number.NaN;
      let sum = 0;
      for (let index = 1; index < answered.length; index += 1) sum += Math.abs(answered[index]! - answered[index - 1]!);
      return sum / (answered.length - 1);
    },
  };
}
