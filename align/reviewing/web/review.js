// The review: rows that never change, operations that replace some of them, and a way back.

import { parseFile, formatFile } from "./text.js";

export const OK = "ok";
export const DROP = "drop";
export const CANDIDATE = "candidate";
const EDITED = "edited";
const MOVED = "moved";
export const SURE = 0.9; // score from which a pair nobody has judged counts as sure

export const paired = (row) => row.en.length > 0 && row.zh.length > 0;
export const verdict = (row) => (row.flags.includes(DROP) ? DROP : row.flags.includes(OK) ? OK : "");
export const scoreOf = (row) => (row.score === "" ? null : Number(row.score));
export const touched = (row) => [OK, DROP, EDITED, MOVED].some((flag) => row.flags.includes(flag));
export const waiting = (row) => paired(row) && !verdict(row);
export const kindOf = (row) => `${row.en.length}–${row.zh.length}`;

// The probability that the memory is wrong about a pair that nobody has judged, as `duiyi review stats` has it.
export function doubt(row) {
  if (!waiting(row)) return 0;
  const score = Math.min(Math.max(scoreOf(row) ?? 0.5, 0), 1);
  return row.flags.includes(CANDIDATE) ? score : 1 - score;
}

export function unsure(row) {
  return waiting(row) && (row.flags.includes(CANDIDATE) || (scoreOf(row) ?? 0) < SURE);
}

export class Review {
  constructor(data) {
    const { rows, after } = parseFile(data.text);
    rows.forEach((row, k) => (row.reason = data.reasons[k] ?? null));
    this.rows = rows;
    this.after = after;
    this.whole = data.whole;
    this.done = [];
    this.undone = [];
  }

  get text() {
    return formatFile(this.rows, this.after);
  }

  // Each operation returns where the cursor goes, or throws a message for the person.

  judge(at, flag) {
    const row = this.rows[at];
    if (flag === OK && !paired(row)) throw new Refusal("One side is empty: there is nothing to accept.");
    const others = row.flags.filter((f) => f !== OK && f !== DROP);
    const flags = verdict(row) === flag ? others : [flag, ...others];
    const what = flags === others ? "verdict withdrawn" : flag === OK ? "accepted" : "dropped";
    return this.replace(at, 1, [changed(row, { flags })], at, what);
  }

  merge(at) {
    this.demandNeighbours(at, at + 1);
    const [one, other] = [this.rows[at], this.rows[at + 1]];
    const row = arranged(one, [...one.en, ...other.en], [...one.zh, ...other.zh], one.before + other.before);
    return this.replace(at, 2, [row], at, "merged with the next");
  }

  // Split before sentence k of a side; the other side is cut where the lengths fit best.
  split(at, side, k) {
    const row = this.rows[at];
    const other = side === "en" ? "zh" : "en";
    if (k < 1 || k >= row[side].length) throw new Refusal("Choose, with ← and →, the sentence that begins the new pair.");
    const cut = fittingCut(row[other], share(row[side], k));
    const parts = [[0, k, 0, cut], [k, Infinity, cut, Infinity]].map(([a, b, c, d], n) => {
      const texts = { [side]: row[side].slice(a, b), [other]: row[other].slice(c, d) };
      return arranged(row, texts.en, texts.zh, n ? "" : row.before, n ? "" : row.id);
    });
    return this.replace(at, 1, parts, at + 1, "split");
  }

  // Move sentence k of a side, with those before it, to the previous pair; or, with those after it, to the next.
  move(at, side, k, up) {
    const to = up ? at - 1 : at + 1;
    this.demandNeighbours(Math.min(at, to), Math.max(at, to));
    const [row, target] = [this.rows[at], this.rows[to]];
    const cut = up ? k + 1 : k;
    const halves = [row[side].slice(0, cut), row[side].slice(cut)];
    const [going, staying] = up ? halves : halves.reverse();
    if (!going.length) throw new Refusal("There is no sentence to move on this side.");
    const left = rearranged(row, side, staying);
    const grown = rearranged(target, side, up ? [...target[side], ...going] : [...going, ...target[side]]);
    const kept = left.en.length || left.zh.length ? [left] : [];
    if (!kept.length) grown.before = up ? grown.before + row.before : row.before + grown.before;
    const rows = up ? [grown, ...kept] : [...kept, grown];
    return this.replace(Math.min(at, to), 2, rows, up ? to : at + kept.length, "sentence moved");
  }

  edit(at, en, zh) {
    const row = this.rows[at];
    if (!en.length && !zh.length) throw new Refusal("A pair needs some text. Drop it to leave it out of the memory.");
    const same = (a, b) => a.length === b.length && a.every((text, k) => text === b[k]);
    if (same(en, row.en) && same(zh, row.zh)) return at;
    const flags = row.flags.includes(EDITED) ? row.flags : [...row.flags, EDITED];
    return this.replace(at, 1, [changed(row, { en, zh, flags, type: `${en.length}-${zh.length}` })], at, "edited");
  }

  // Take another text of the same review; rows that are the same keep their reasons. Undone like anything else.
  restore(text) {
    const key = (row) => JSON.stringify([row.en, row.zh]);
    const known = new Map(this.rows.map((row) => [key(row), row.reason]));
    const rows = parseFile(text).rows.map((row) => ({ ...row, reason: known.get(key(row)) ?? null }));
    return this.replace(0, this.rows.length, rows, 0, "earlier changes restored");
  }

  replace(at, count, rows, cursor, what) {
    const removed = this.rows.splice(at, count, ...rows);
    this.done.push({ at, removed, added: rows, cursor: at, what });
    this.undone = [];
    this.what = what;
    return cursor;
  }

  undo() {
    return this.step(this.done, this.undone, "removed", "added", "undone");
  }

  redo() {
    return this.step(this.undone, this.done, "added", "removed", "done again");
  }

  step(from, to, restored, taken, word) {
    const change = from.pop();
    if (!change) throw new Refusal(word === "undone" ? "Nothing to undo." : "Nothing to do again.");
    this.rows.splice(change.at, change[taken].length, ...change[restored]);
    to.push(change);
    this.what = `${word}: ${change.what}`;
    return change.cursor;
  }

  demandNeighbours(first, last) {
    if (first < 0 || last >= this.rows.length) throw new Refusal("There is no pair on that side.");
    if (!this.whole) throw new Refusal("The pairs of comparable texts are not neighbours in the documents.");
  }
}

export class Refusal extends Error {}

function changed(row, what) {
  return { ...row, ...what, raw: undefined };
}

function arranged(row, en, zh, before, id = row.id) {
  const flags = row.flags.includes(EDITED) ? [MOVED, EDITED] : [MOVED];
  return { id, type: `${en.length}-${zh.length}`, score: "", flags, en, zh, before, reason: null };
}

function rearranged(row, side, sentences) {
  const texts = { en: row.en, zh: row.zh, [side]: sentences };
  return arranged(row, texts.en, texts.zh, row.before);
}

function share(sentences, k) {
  const size = (texts) => texts.reduce((sum, text) => sum + text.length, 0);
  return size(sentences.slice(0, k)) / size(sentences);
}

function fittingCut(sentences, wanted) {
  const cuts = sentences.map((_, k) => k).filter((k) => k > 0);
  if (!cuts.length) return sentences.length && wanted >= 0.5 ? 1 : 0;
  const distance = (k) => Math.abs(share(sentences, k) - wanted);
  return cuts.reduce((best, k) => (distance(k) < distance(best) ? k : best));
}
