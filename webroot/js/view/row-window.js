const STEP = 40;
const MOST = 160;

/**
 * Which stretch of a long list is in the document: `size` items, of which the last has `below` items
 * after it. At most 160, however long the list.
 */
export class RowWindow {
  size = STEP;
  below = 0;

  reset() {
    this.size = STEP;
    this.below = 0;
  }

  range(length) {
    const to = Math.max(0, length - this.below);
    return { from: Math.max(0, to - this.size), to };
  }

  get atEnd() {
    return this.below === 0;
  }

  /** The list grew at its end by `added`: a reader at the end follows, others stay where they are. */
  grew(added) {
    if (this.below > 0) this.below += added;
    else this.size = Math.min(MOST, this.size + added);
  }

  up() {
    this.size += STEP;
    this.below += Math.max(0, this.size - MOST);
    this.size = Math.min(this.size, MOST);
  }

  down() {
    this.below = Math.max(0, this.below - STEP);
  }

  /** Moves so that the item at `index` is inside, with what follows it. */
  around(index, length) {
    this.size = Math.min(MOST, Math.max(this.size, length - index + 8));
    this.below = Math.max(0, length - (index - 8) - MOST);
    if (this.size < MOST) this.below = 0;
  }
}
