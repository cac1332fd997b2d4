/** Keeps track of whether a sampler works, so that a failure is told once, and its end once. */

import type { Sampler } from "./sampler.ts";

/** News about a sampler; `message` is one sentence for the user. */
export interface SamplerReport {
  readonly sampler: string;
  readonly kind: "failed" | "recovered";
  readonly message: string;
  /** What goes missing, or comes back. */
  readonly metrics: readonly string[];
}

export interface Health {
  failed(error: unknown): void;
  worked(): void;
}

export function healthOf(sampler: Sampler, report: (report: SamplerReport) => void): Health {
  let failing = false;
  return {
    failed(error) {
      if (failing) return;
      failing = true;
      const cause = error instanceof Error ? error.message : String(error);
      const { name, metrics } = sampler;
      report({ sampler: name, kind: "failed", message: `${name} cannot be measured: ${cause}`, metrics });
    },
    worked() {
      if (!failing) return;
      failing = false;
      const { name, metrics } = sampler;
      report({ sampler: name, kind: "recovered", message: `${name} is measured again`, metrics });
    },
  };
}

/** Settles as `work` does, or rejects after `timeoutMs`; what `work` does later is its own. */
export async function within<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
