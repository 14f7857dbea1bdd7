// A list of any length of which only what is seen stands in the document. Heights are measured as rows appear.

const MARGIN = 600; // pixels drawn beyond either edge

export class VirtualList {
  // draw(item, index) makes an element; item objects are its identity.
  constructor(frame, draw) {
    this.frame = frame;
    this.inner = frame.firstElementChild;
    this.draw = draw;
    this.items = [];
    this.heights = new WeakMap();
    this.guesses = new WeakMap();
    this.tops = [0];
    this.drawn = new Map();
    this.width = 0;
    frame.addEventListener("scroll", () => this.render(), { passive: true });
    new ResizeObserver(() => this.resized()).observe(frame);
  }

  show(items) {
    this.items = items;
    this.place();
    this.render();
  }

  // Draw some rows again, or all.
  refresh(items = [...this.drawn.keys()]) {
    for (const item of items) {
      this.drawn.get(item)?.remove();
      this.drawn.delete(item);
    }
    this.render();
  }

  element(item) {
    return this.drawn.get(item);
  }

  reveal(index) {
    const { scrollTop, clientHeight } = this.frame;
    const [top, bottom] = [this.tops[index], this.tops[index + 1]];
    const near = Math.min(120, clientHeight / 4);
    if (top < scrollTop + near) this.frame.scrollTop = Math.max(0, top - near);
    else if (bottom > scrollTop + clientHeight - near) this.frame.scrollTop = Math.min(top, bottom - clientHeight + near);
    this.render();
    // Rows above may turn out taller than estimated: look again with what was measured.
    const after = this.tops[index];
    if (after < this.frame.scrollTop || this.tops[index + 1] > this.frame.scrollTop + clientHeight) {
      this.frame.scrollTop = Math.max(0, after - near);
      this.render();
    }
  }

  indexAt(y) {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.tops[middle + 1] <= y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  resized() {
    if (this.frame.clientWidth !== this.width) {
      this.width = this.frame.clientWidth;
      this.heights = new WeakMap();
      this.guesses = new WeakMap();
      this.place();
    }
    this.render();
  }

  height(item) {
    let height = this.heights.get(item) ?? this.guesses.get(item);
    if (height === undefined) this.guesses.set(item, (height = this.estimate(item)));
    return height;
  }

  estimate(item) {
    const column = Math.max(160, (this.width - 150) / 2);
    const lines = (sentences, size) => sentences.reduce((n, text) => n + Math.ceil((text.length * size) / column), 0);
    return 34 + 27 * Math.max(1, lines(item.en, 8.2), lines(item.zh, 17));
  }

  place() {
    const tops = new Float64Array(this.items.length + 1);
    for (let k = 0; k < this.items.length; k++) tops[k + 1] = tops[k] + this.height(this.items[k]);
    this.tops = tops;
    this.inner.style.height = `${tops[this.items.length]}px`;
  }

  render() {
    const { scrollTop, clientHeight } = this.frame;
    const anchor = this.indexAt(scrollTop);
    const first = this.indexAt(scrollTop - MARGIN);
    const last = Math.min(this.items.length - 1, this.indexAt(scrollTop + clientHeight + MARGIN));
    const fresh = []; // to be measured
    const wanted = new Set(this.items.slice(first, last + 1));
    for (const [item, element] of this.drawn) if (!wanted.has(item)) (element.remove(), this.drawn.delete(item));
    for (let k = first; k <= last; k++) {
      const item = this.items[k];
      if (!this.drawn.has(item)) this.drawn.set(item, this.draw(item, k));
      else if (this.heights.has(item)) continue;
      fresh.push(item);
    }
    this.order(first, last);
    let grown = false;
    for (const item of fresh) {
      const height = this.drawn.get(item).offsetHeight;
      if (height !== this.heights.get(item)) (this.heights.set(item, height), (grown = true));
    }
    if (grown) {
      const offset = scrollTop - this.tops[anchor];
      this.place();
      const corrected = this.tops[anchor] + offset;
      if (Math.abs(corrected - scrollTop) >= 1) this.frame.scrollTop = corrected;
    }
    for (let k = first; k <= last; k++) {
      const element = this.drawn.get(this.items[k]);
      element.style.transform = `translateY(${this.tops[k]}px)`;
      element.setAttribute("aria-posinset", k + 1);
      element.setAttribute("aria-setsize", this.items.length);
    }
  }

  // Screen readers go by the order of the document, not by where things are painted.
  order(first, last) {
    let following = null;
    for (let k = last; k >= first; k--) {
      const element = this.drawn.get(this.items[k]);
      if (element.nextSibling !== following || element.parentNode !== this.inner) this.inner.insertBefore(element, following);
      following = element;
    }
  }
}
