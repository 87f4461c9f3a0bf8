/** Keeps the reader's place: at the end while they read there, otherwise where they are. */

const NEAR = 60;

export class Scroll {
  /** @param {() => void} moved called when the end comes into sight or leaves it */
  constructor(moved) {
    this.moved = moved;
    /** @type {HTMLElement | null} */ this.node = null;
    this.atEnd = true;
    this.top = 0;
    this.resized = new ResizeObserver(() => this.settle());
  }

  /** @param {HTMLElement} node the box that scrolls; its first child holds what is read */
  watch(node) {
    this.node = node;
    this.atEnd = true;
    this.top = 0;
    this.resized.disconnect();
    this.resized.observe(node);
    if (node.firstElementChild) this.resized.observe(node.firstElementChild);
    node.addEventListener("scroll", () => this.look(), { passive: true });
    node.addEventListener("flash", (event) => flash(/** @type {HTMLElement} */ (event.target)));
    this.settle();
  }

  look() {
    if (!this.node) return;
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    const distance = scrollHeight - scrollTop - clientHeight;
    // Whoever moves up, however little, wants to read there: a growing text must not pull them back.
    const movedUp = scrollTop < this.top;
    const atEnd = distance < 3 || (!movedUp && (this.atEnd || distance < NEAR));
    this.top = scrollTop;
    if (atEnd !== this.atEnd) {
      this.atEnd = atEnd;
      this.moved();
    }
  }

  settle() {
    if (this.node && this.atEnd) this.node.scrollTop = this.node.scrollHeight;
  }

  toEnd() {
    this.atEnd = true;
    this.settle();
    this.moved();
  }
}

/** @param {HTMLElement} target */
function flash(target) {
  target.scrollIntoView({ block: "center", behavior: "smooth" });
  target.classList.add("flash");
  setTimeout(() => target.classList.remove("flash"), 1200);
}
