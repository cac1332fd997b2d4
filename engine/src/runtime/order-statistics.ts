/**
 * A sorted multiset of numbers with insertion, removal and the k-th smallest in O(log n): a treap in typed arrays. Priorities
 * come from a fixed generator, so the same samples make the same tree.
 */

const none = -1;
const smallest = 32;

export class OrderStatistics {
  size = 0;
  #root = none;
  #values = new Float64Array(smallest);
  #left = new Int32Array(smallest);
  #right = new Int32Array(smallest);
  #sizes = new Int32Array(smallest);
  #priorities = new Uint32Array(smallest);
  #used = 0;
  readonly #free: number[] = [];
  #random = 0x9e3779b9;

  clear(): void {
    this.size = 0;
    this.#root = none;
    this.#used = 0;
    this.#free.length = 0;
  }

  insert(value: number): void {
    const node = this.#create(value);
    this.#root = this.#insertAt(this.#root, node);
    this.size += 1;
  }

  /** Removes one occurrence; the value must be in the set. */
  remove(value: number): void {
    this.#root = this.#removeAt(this.#root, value);
    this.size -= 1;
  }

  /** The k-th smallest, k from 0 to size − 1. */
  at(k: number): number {
    let node = this.#root;
    let rank = k;
    for (;;) {
      const left = this.#left[node]!;
      const before = left === none ? 0 : this.#sizes[left]!;
      if (rank < before) node = left;
      else if (rank === before) return this.#values[node]!;
      else {
        rank -= before + 1;
        node = this.#right[node]!;
      }
    }
  }

  /** Middle value; the mean of the middle two for an even count. */
  median(): number {
    const half = this.size >> 1;
    return this.size % 2 === 1 ? this.at(half) : this.at(half - 1) / 2 + this.at(half) / 2;
  }

  /**
   * Median of |value − center|. The deviations below the center and those above it are two sorted rows; the k-th smallest
   * of both is found by halving, O(log² n).
   */
  medianDeviation(center: number): number {
    const below = this.#countBelow(center);
    const half = this.size >> 1;
    const upper = this.#deviation(center, below, half);
    return this.size % 2 === 1 ? upper : this.#deviation(center, below, half - 1) / 2 + upper / 2;
  }

  /** The k-th smallest deviation; row A is center − at(below − 1 − i), row B is at(below + i) − center. */
  #deviation(center: number, below: number, k: number): number {
    const above = this.size - below;
    let low = Math.max(0, k + 1 - above);
    let high = Math.min(k + 1, below);
    // Find how many of the k + 1 smallest come from row A.
    while (low < high) {
      const fromA = (low + high) >> 1;
      const fromB = k + 1 - fromA;
      if (center - this.at(below - 1 - fromA) < this.at(below + fromB - 1) - center) low = fromA + 1;
      else high = fromA;
    }
    const lastOfA = low > 0 ? center - this.at(below - low) : Number.NEGATIVE_INFINITY;
    const lastOfB = k + 1 - low > 0 ? this.at(below + k - low) - center : Number.NEGATIVE_INFINITY;
    return Math.max(lastOfA, lastOfB);
  }

  #countBelow(value: number): number {
    let count = 0;
    let node = this.#root;
    while (node !== none) {
      if (this.#values[node]! < value) {
        const left = this.#left[node]!;
        count += 1 + (left === none ? 0 : this.#sizes[left]!);
        node = this.#right[node]!;
      } else node = this.#left[node]!;
    }
    return count;
  }

  #create(value: number): number {
    const node = this.#free.pop() ?? this.#used++;
    if (node === this.#values.length) this.#grow();
    this.#values[node] = value;
    this.#left[node] = none;
    this.#right[node] = none;
    this.#sizes[node] = 1;
    // xorshift32
    let x = this.#random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#random = x;
    this.#priorities[node] = x;
    return node;
  }

  #insertAt(node: number, fresh: number): number {
    if (node === none) return fresh;
    if (this.#values[fresh]! < this.#values[node]!) {
      const left = this.#insertAt(this.#left[node]!, fresh);
      this.#left[node] = left;
      if (this.#priorities[left]! > this.#priorities[node]!) return this.#rotateRight(node);
    } else {
      const right = this.#insertAt(this.#right[node]!, fresh);
      this.#right[node] = right;
      if (this.#priorities[right]! > this.#priorities[node]!) return this.#rotateLeft(node);
    }
    this.#measure(node);
    return node;
  }

  #removeAt(node: number, value: number): number {
    if (node === none) throw new Error(`order statistics: ${value} is not in the set`);
    const own = this.#values[node]!;
    if (value < own) this.#left[node] = this.#removeAt(this.#left[node]!, value);
    else if (value > own) this.#right[node] = this.#removeAt(this.#right[node]!, value);
    else {
      this.#free.push(node);
      return this.#join(this.#left[node]!, this.#right[node]!);
    }
    this.#measure(node);
    return node;
  }

  #join(left: number, right: number): number {
    if (left === none) return right;
    if (right === none) return left;
    if (this.#priorities[left]! > this.#priorities[right]!) {
      this.#right[left] = this.#join(this.#right[left]!, right);
      this.#measure(left);
      return left;
    }
    this.#left[right] = this.#join(left, this.#left[right]!);
    this.#measure(right);
    return right;
  }

  #rotateRight(node: number): number {
    const top = this.#left[node]!;
    this.#left[node] = this.#right[top]!;
    this.#right[top] = node;
    this.#measure(node);
    this.#measure(top);
    return top;
  }

  #rotateLeft(node: number): number {
    const top = this.#right[node]!;
    this.#right[node] = this.#left[top]!;
    this.#left[top] = node;
    this.#measure(node);
    this.#measure(top);
    return top;
  }

  #measure(node: number): void {
    const left = this.#left[node]!;
    const right = this.#right[node]!;
    this.#sizes[node] = 1 + (left === none ? 0 : this.#sizes[left]!) + (right === none ? 0 : this.#sizes[right]!);
  }

  #grow(): void {
    const capacity = this.#values.length * 2;
    const values = new Float64Array(capacity);
    values.set(this.#values);
    this.#values = values;
    const widen = (old: Int32Array) => {
      const wider = new Int32Array(capacity);
      wider.set(old);
      return wider;
    };
    this.#left = widen(this.#left);
    this.#right = widen(this.#right);
    this.#sizes = widen(this.#sizes);
    const priorities = new Uint32Array(capacity);
    priorities.set(this.#priorities);
    this.#priorities = priorities;
  }
}
