/** The course of a metric over a recording, in bounded memory: least and greatest by stretches that grow longer. */

export interface Course {
  readonly stepMs: number;
  /** Least and greatest of each stretch from 0 on, base units; null where nothing was sampled. */
  readonly stretches: readonly (readonly [least: number, greatest: number] | null)[];
}

const most = 480;

export class CourseRecorder {
  #stepMs: number;
  #stretches: ([number, number] | null)[] = [];

  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  add(timeMs: number, value: number): void {
    let at = Math.floor(timeMs / this.#stepMs);
    while (at >= most) {
      this.#double();
      at = Math.floor(timeMs / this.#stepMs);
    }
    while (this.#stretches.length <= at) this.#stretches.push(null);
    const stretch = this.#stretches[at];
    if (stretch == null) this.#stretches[at] = [value, value];
    else {
      stretch[0] = Math.min(stretch[0], value);
      stretch[1] = Math.max(stretch[1], value);
    }
  }

  course(): Course {
    return { stepMs: this.#stepMs, stretches: this.#stretches };
  }

  #double(): void {
    this.#stepMs *= 2;
    const joined: ([number, number] | null)[] = [];
    for (let at = 0; at < this.#stretches.length; at += 2) {
      const [a, b] = [this.#stretches[at] ?? null, this.#stretches[at + 1] ?? null];
      joined.push(a === null || b === null ? (a ?? b) : [Math.min(a[0], b[0]), Math.max(a[1], b[1])]);
    }
    this.#stretches = joined;
  }
}
