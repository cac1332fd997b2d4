/**
 * A sorted multiset of numbers with insertion, removal and the k-th smallest in O(log n): a treap in typed arrays. Priorities
 * come from a fixed generator, so the same samples make the same tree.
 * Numbers come by their place in an array: as arguments of a call that is not inlined, they would be allocated.
 */

const none = -1;
const smallest = 32;

export class OrderStatistics {
  size = 0;
  /** Middle value, the mean of the middle two for an even count, and the median of the distances to it; as of `summarise`. */
  median = Number.NaN;
  medianDeviation = Number.NaN;
  #sought = Number.NaN;
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

  insert(numbers: Float64Array, at: number): void {
    const node = this.#create(numbers, at);
    this.#root = this.#insertAt(this.#root, node);
    this.size += 1;
  }

  /** Removes one occurrence; the number must be in the set. */
  remove(numbers: Float64Array, at: number): void {
    this.#sought = numbers[at]!;
    this.#root = this.#removeAt(this.#root);
    this.size -= 1;
  }

  /** Writes the k-th smallest, k from 0 to size − 1, into an array. */
  write(k: number, into: Float64Array, at: number): void {
    into[at] = this.#values[this.#nodeAt(k)]!;
  }

  /** Where the k-th smallest stands. */
  #nodeAt(k: number): number {
    let node = this.#root;
    let rank = k;
    for (;;) {
      const left = this.#left[node]!;
      const before = left === none ? 0 : this.#sizes[left]!;
      if (rank < before) node = left;
      else if (rank === before) return node;
      else {
        rank -= before + 1;
        node = this.#right[node]!;
      }
    }
  }

  /**
   * Finds `median` and `medianDeviation`. The deviations below the median and those above it are two sorted rows; the k-th
   * smallest of both is found by halving, O(log² n).
   */
  summarise(): void {
    const half = this.size >> 1;
    const isEven = this.size % 2 === 0;
    const values = this.#values;
    const middle = values[this.#nodeAt(half)]!;
    this.median = isEven ? values[this.#nodeAt(half - 1)]! / 2 + middle / 2 : middle;
    const below = this.#countBelowMedian();
    this.medianDeviation = 0;
    for (let k = isEven ? half - 1 : half; k <= half; k += 1) {
      const fromA = this.#deviationsBelow(below, k);
      let last = Number.NEGATIVE_INFINITY;
      if (fromA > 0) last = this.median - values[this.#nodeAt(below - fromA)]!;
      if (k + 1 > fromA) last = Math.max(last, values[this.#nodeAt(below + k - fromA)]! - this.median);
      this.medianDeviation += last / (isEven ? 2 : 1);
    }
  }

  /**
   * How many of the k + 1 smallest deviations come from row A. With v(i) the i-th smallest, row A is
   * median − v(below − 1 − i), row B is v(below + i) − median.
   */
  #deviationsBelow(below: number, k: number): number {
    const values = this.#values;
    const above = this.size - below;
    let low = Math.max(0, k + 1 - above);
    let high = Math.min(k + 1, below);
    while (low < high) {
      const fromA = (low + high) >> 1;
      const fromB = k + 1 - fromA;
      const ofA = this.median - values[this.#nodeAt(below - 1 - fromA)]!;
      const ofB = values[this.#nodeAt(below + fromB - 1)]! - this.median;
      if (ofA < ofB) low = fromA + 1;
      else high = fromA;
    }
    return low;
  }

  #countBelowMedian(): number {
    let count = 0;
    let node = this.#root;
    while (node !== none) {
      if (this.#values[node]! < this.median) {
        const left = this.#left[node]!;
        count += 1 + (left === none ? 0 : this.#sizes[left]!);
        node = this.#right[node]!;
      } else node = this.#left[node]!;
    }
    return count;
  }

  #create(numbers: Float64Array, at: number): number {
    const node = this.#free.pop() ?? this.#used++;
    if (node === this.#values.length) this.#grow();
    this.#values[node] = numbers[at]!;
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

  #removeAt(node: number): number {
    if (node === none) throw new Error(`order statistics: ${this.#sought} is not in the set`);
    const own = this.#values[node]!;
    if (this.#sought < own) this.#left[node] = this.#removeAt(this.#left[node]!);
    else if (this.#sought > own) this.#right[node] = this.#removeAt(this.#right[node]!);
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
