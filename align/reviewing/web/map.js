// The whole document at a glance: a ladder (both texts as rails, each bead a rung) or a dot plot.

import { paired, scoreOf, verdict } from "./review.js";

const CROSSING = "crossing"; // the flag of pairs out of the order of the others
export const LONG = 3; // sentences without a counterpart, in a row, that make a gap worth naming

export function level(row) {
  const score = scoreOf(row);
  if (!paired(row)) return "alone";
  if (verdict(row) === "ok") return "ok";
  if (verdict(row) === "drop") return "drop";
  return score === null ? "unknown" : score >= 0.9 ? "high" : score >= 0.7 ? "fair" : score >= 0.5 ? "low" : "poor";
}

const crosses = (row) => row.flags.includes(CROSSING);

// Whether the rows hold both documents from beginning to end, in order.
const straight = (rows, whole) => whole && !rows.some(crosses);

// Where each row stands in both documents, as [start, stop) of sentences.
export function places(rows, whole) {
  let [en, zh] = [0, 0];
  const counted = straight(rows, whole);
  return rows.map((row) => {
    const here = { en: [en, (en += row.en.length)], zh: [zh, (zh += row.zh.length)] };
    return !counted && row.reason ? { en: row.reason.en, zh: row.reason.zh } : here;
  });
}

export function gaps(rows, whole) {
  if (!whole) return [];
  const where = places(rows, whole);
  const found = [];
  for (const side of ["en", "zh"]) {
    let [count, start] = [0, 0];
    const close = (k) => {
      if (count >= LONG) found.push({ side, at: start, from: where[start][side][0] + 1, to: where[k - 1][side][1], count });
      count = 0;
    };
    rows.forEach((row, k) => {
      const other = side === "en" ? "zh" : "en";
      if (row[other].length) close(k);
      else {
        if (!count) start = k;
        count += row[side].length;
      }
    });
    if (rows.length) close(rows.length);
  }
  return found.sort((a, b) => a.at - b.at);
}

export function crossings(rows, whole) {
  if (whole) return rows.filter(crosses).length;
  const where = places(rows, whole).filter((_, k) => paired(rows[k]));
  return where.filter((place, k) => k > 0 && place.zh[0] < where[k - 1].zh[0]).length;
}

export class DocumentMap {
  constructor(canvas, choose) {
    this.canvas = canvas;
    this.plot = false;
    this.paint = document.createElement("canvas");
    canvas.addEventListener("click", (event) => choose(this.rowAt(event.offsetX, event.offsetY)));
    new ResizeObserver(() => this.update(this.rows, this.whole)).observe(canvas);
  }

  update(rows, whole) {
    if (!rows) return;
    this.seen = this.canvas.clientWidth > 0 && this.canvas.clientHeight > 0; // a narrow window has no map
    [this.rows, this.whole] = [rows, whole];
    this.where = places(rows, whole);
    this.sizes = ["en", "zh"].map((side) => Math.max(1, ...this.where.slice(-1).map((p) => p[side][1]), straight(rows, whole) ? 1 : this.where.reduce((m, p) => Math.max(m, p[side][1]), 1)));
    if (this.seen) this.drawAll();
    this.mark(this.current);
  }

  at(place, side) {
    const size = this.sizes[side === "en" ? 0 : 1];
    return place[side].map((n) => n / size);
  }

  drawAll() {
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    for (const canvas of [this.canvas, this.paint]) [canvas.width, canvas.height] = [width * scale, height * scale];
    const context = this.paint.getContext("2d");
    context.scale(scale, scale);
    const style = getComputedStyle(this.canvas);
    const colours = Object.fromEntries(["high", "fair", "low", "poor", "unknown", "alone", "ok", "drop"].map((name) => [name, style.getPropertyValue(`--${name}`)]));
    this.accent = style.getPropertyValue("--accent");
    context.clearRect(0, 0, width, height);
    const doubtful = { high: 0, ok: 1, fair: 2, unknown: 3, low: 4, poor: 5, drop: 6, alone: 7 };
    const order = this.rows.map((row, k) => [level(row), k]).sort((a, b) => doubtful[a[0]] - doubtful[b[0]]);
    for (const [name, k] of order) {
      context.fillStyle = context.strokeStyle = colours[name];
      this.shape(context, this.rows[k], this.where[k], width, height);
    }
  }

  shape(context, row, place, width, height) {
    const [en, zh] = [this.at(place, "en"), this.at(place, "zh")];
    if (this.plot) {
      const box = [zh[0] * width, en[0] * height, Math.max(1.6, (zh[1] - zh[0]) * width), Math.max(1.6, (en[1] - en[0]) * height)];
      if (paired(row)) context.fillRect(...box);
      else if (row.en.length) context.fillRect(0, box[1], 5, box[3]);
      else context.fillRect(box[0], 0, box[2], 5);
      return;
    }
    const [left, right, rail] = [12, width - 12, 8];
    const bar = (x, span) => context.fillRect(x, span[0] * height, rail, Math.max(1, (span[1] - span[0]) * height - 0.5));
    if (row.en.length) bar(left - rail, en);
    if (row.zh.length) bar(right, zh);
    if (!paired(row)) return;
    context.globalAlpha = 0.55;
    context.beginPath();
    context.moveTo(left, en[0] * height);
    context.lineTo(right, zh[0] * height);
    context.lineTo(right, Math.max(zh[1] * height - 0.5, zh[0] * height + 0.8));
    context.lineTo(left, Math.max(en[1] * height - 0.5, en[0] * height + 0.8));
    context.fill();
    context.globalAlpha = 1;
  }

  // Show where the cursor is.
  mark(index) {
    this.current = index;
    if (!this.seen) return;
    const context = this.canvas.getContext("2d");
    const scale = window.devicePixelRatio || 1;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.drawImage(this.paint, 0, 0);
    const place = this.where?.[index];
    if (!place) return;
    context.scale(scale, scale);
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const [en, zh] = [this.at(place, "en")[0] * height, this.at(place, "zh")[0] * (this.plot ? width : height)];
    context.strokeStyle = this.accent;
    context.lineWidth = 2;
    context.beginPath();
    if (this.plot) context.arc(zh, en, 6, 0, 7);
    else (context.moveTo(0, en), context.lineTo(width, zh));
    context.stroke();
  }

  rowAt(x, y) {
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const side = this.plot || x < width / 2 ? "en" : "zh";
    const sentence = (y / height) * this.sizes[side === "en" ? 0 : 1];
    let best = 0;
    const distance = (k) => {
      const [start, stop] = this.where[k][side];
      return sentence < start ? start - sentence : sentence >= stop ? sentence - stop + 0.5 : 0;
    };
    for (let k = 0; k < this.where.length; k++) if (distance(k) < distance(best)) best = k;
    return best;
  }
}
