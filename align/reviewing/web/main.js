// The page: what is seen, where the cursor is, and what each command does.

import { Review, Refusal, OK, DROP, doubt, kindOf, paired, scoreOf, touched, unsure, verdict, waiting } from "./review.js";
import { VirtualList } from "./list.js";
import { DocumentMap, crossings, gaps, level } from "./map.js";
import { Saver } from "./saving.js";
import { COMMANDS, commandOf, keyName } from "./keys.js";
import { described, make, showPanel } from "./panel.js";
import { fromField, toField } from "./text.js";
import { difference } from "./words.js";

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const review = new Review(data);
const FILTERS = [
  ["all", "All", () => true],
  ["unsure", "Unsure", unsure],
  ["waiting", "Unreviewed", waiting],
  ["many", "n–m", (row) => paired(row) && (row.en.length > 1 || row.zh.length > 1)],
  ["alone", "Unaligned", (row) => !paired(row)],
  ["touched", "By hand", touched],
];
const SAID = { ok: "accepted", drop: "dropped" };
const STATES = {
  saved: data.save ? "Saved to disk" : "No changes to save",
  unsaved: "Not saved yet",
  saving: "Saving…",
  lost: "Changed elsewhere",
  failed: "Could not save",
};

let filter = FILTERS[0];
let numbers = new Map(); // of each row: its index in the review
let lines = new Map(); // and its line in the file, as `duiyi review stats` and git tell it
let shown = [];
let current = 0; // index in shown
let chosen = ["en", 0]; // the sentence that the cursor is on

const list = new VirtualList($("list"), drawRow);
const map = new DocumentMap($("map"), (k) => goToRow(review.rows[k]));
const saver = new Saver(data.name, data.save, data.text, showState);

// --- What is seen ---------------------------------------------------------------------------------

function drawRow(row, index) {
  const number = lines.get(row);
  const state = verdict(row);
  const article = make("article", { class: `bead ${level(row)}`, "data-line": number, tabindex: index === current ? "0" : "-1", "aria-label": described(row, number) });
  if (index === current) article.classList.add("current");
  const score = scoreOf(row);
  const facts = [
    make("span", { class: "number" }, String(number)),
    make("span", { class: "score" }, score === null ? "–" : score.toFixed(2)),
    make("span", { class: "kind" }, kindOf(row)),
  ];
  if (state) facts.push(make("span", { class: `verdict ${state}` }, `${state === OK ? "✓" : "✕"} ${SAID[state]}`));
  const marks = row.flags.filter((flag) => flag !== OK && flag !== DROP);
  if (marks.length) facts.push(make("span", { class: "marks" }, marks.join(" ")));
  article.append(make("div", { class: "facts", "aria-hidden": "true" }, ...facts), drawSide(row, "en"), make("div", { class: "link", "aria-hidden": "true" }), drawSide(row, "zh"));
  article.addEventListener("click", (event) => {
    const sentence = event.target.closest(".sentence");
    go(shown.indexOf(row), sentence ? [sentence.dataset.side, Number(sentence.dataset.k)] : undefined);
  });
  article.addEventListener("dblclick", () => commands.edit());
  return article;
}

function drawSide(row, side) {
  const isCurrent = shown[current] === row;
  const sentences = row[side].map((text, k) => {
    const sentence = make("p", { class: "sentence", "data-side": side, "data-k": k });
    if (isCurrent && chosen[0] === side && chosen[1] === k) sentence.classList.add("chosen");
    sentence.append(...highlighted(text));
    return sentence;
  });
  if (!sentences.length) sentences.push(make("p", { class: "nothing" }, "nothing"));
  return make("div", { class: `side ${side}`, lang: side === "zh" ? "zh-CN" : "en" }, ...sentences);
}

function highlighted(text) {
  const query = $("search").value.trim().toLowerCase();
  const lower = text.toLowerCase();
  if (!query || lower.length !== text.length) return [text];
  const pieces = [];
  let [from, at] = [0, lower.indexOf(query)];
  while (at >= 0) {
    pieces.push(text.slice(from, at), make("mark", {}, text.slice(at, at + query.length)));
    from = at + query.length;
    at = lower.indexOf(query, from);
  }
  return [...pieces, text.slice(from)];
}

function countLines() {
  [numbers, lines] = [new Map(), new Map()];
  let line = 0;
  review.rows.forEach((row, k) => {
    for (let at = row.before.indexOf("\n"); at >= 0; at = row.before.indexOf("\n", at + 1)) line++;
    numbers.set(row, k);
    lines.set(row, ++line);
  });
}

// Choose anew which rows are seen; the cursor stays on `row`, or on what took its place.
function update(row, { rows = true } = {}) {
  if (rows) countLines();
  const query = $("search").value.trim().toLowerCase();
  const found = (text) => text.toLowerCase().includes(query);
  shown = review.rows.filter((r) => filter[2](r) && (!query || r.en.some(found) || r.zh.some(found)));
  if ($("order").value === "doubt") shown.sort((a, b) => doubt(b) - doubt(a) || numbers.get(a) - numbers.get(b));
  const at = shown.indexOf(row);
  current = at >= 0 ? at : Math.max(0, Math.min(current, shown.length - 1));
  list.show(shown);
  $("empty").hidden = shown.length > 0;
}

function showCounts() {
  for (const [name, , test] of FILTERS) $(`count-${name}`).textContent = review.rows.filter(test).length;
  const pairs = review.rows.filter(paired);
  const done = pairs.filter((row) => verdict(row)).length;
  const errors = review.rows.reduce((sum, row) => sum + doubt(row), 0);
  $("done").textContent = `${done} of ${pairs.length} reviewed`;
  $("errors").textContent = `${errors.toFixed(1)} errors to expect`;
  $("progress").max = Math.max(1, pairs.length);
  $("progress").value = done;
}

// What may wait until the new state is on the screen: the counts, and saving.
let waitingForPaint = false;
function afterwards() {
  if (waitingForPaint) return;
  waitingForPaint = true;
  setTimeout(() => {
    waitingForPaint = false;
    showCounts();
    saver.changed(review.text);
  });
}

let mapTimer;
function showMap(delay = 250) {
  clearTimeout(mapTimer);
  mapTimer = setTimeout(() => {
    map.update(review.rows, review.whole);
    const holes = gaps(review.rows, review.whole);
    const crossed = crossings(review.rows, review.whole);
    const buttons = holes.slice(0, 40).map((gap) => {
      const name = gap.side === "en" ? "English" : "Chinese";
      const button = make("button", { type: "button" }, `${name} ${gap.from}–${gap.to}`);
      button.addEventListener("click", () => goToRow(review.rows[gap.at]));
      return make("li", {}, button);
    });
    $("gaps").replaceChildren(...buttons);
    const told = [
      !review.whole ? "Only pairs worth a look are in the file." : holes.length ? `${holes.length} longer passages have no counterpart:` : "No longer passage lacks a counterpart.",
      crossed ? (crossed === 1 ? "1 pair crosses." : `${crossed} pairs cross.`) : "Nothing crosses.",
    ];
    $("gaps-told").textContent = [...told].reverse().join(" ");
    $("map").setAttribute("aria-label", `${map.plot ? "Dot plot" : "Ladder"} of the whole document. ${told.join(" ")}`);
  }, delay);
}

function showState(state, message = "") {
  $("state").textContent = STATES[state];
  $("state").dataset.state = state;
  const trouble = state === "lost" || state === "failed";
  $("trouble").hidden = !trouble;
  if (!trouble) return;
  $("trouble-text").textContent =
    state === "lost"
      ? "Another window or program has changed the file. Nothing of it was overwritten, and nothing more is saved from here. Download what you have, or load the file as it is now."
      : `The file could not be saved: ${message}`;
  $("retry").hidden = state === "lost";
}

function say(text) {
  $("said").textContent = "";
  $("said").textContent = text;
}

// --- The cursor -----------------------------------------------------------------------------------

function go(index, sentence, { focus = true } = {}) {
  if (!shown.length) return showPanel($("panel"), null, data);
  const before = shown[current];
  current = Math.max(0, Math.min(index, shown.length - 1));
  const row = shown[current];
  chosen = sentence ?? [row.en.length ? "en" : "zh", 0];
  list.reveal(current);
  list.refresh([before, row].filter((item) => list.element(item)));
  if (focus) list.element(row)?.focus({ preventScroll: true });
  showPanel($("panel"), row, data);
  map.mark(numbers.get(row));
}

function goToRow(row) {
  if (!shown.includes(row)) choose(FILTERS[0], row);
  go(shown.indexOf(row));
}

function choose(which, row = shown[current]) {
  filter = which;
  for (const [name] of FILTERS) $(`filter-${name}`).setAttribute("aria-pressed", String(name === which[0]));
  update(row, { rows: false });
  list.refresh();
  go(current, undefined, { focus: false });
}

function step(by) {
  go(current + by);
}

function stepSentence(by) {
  const row = shown[current];
  if (!row) return;
  const all = [...row.en.map((_, k) => ["en", k]), ...row.zh.map((_, k) => ["zh", k])];
  const at = all.findIndex(([side, k]) => side === chosen[0] && k === chosen[1]);
  const next = all[Math.max(0, Math.min(at + by, all.length - 1))];
  go(current, next);
  say(`${next[0] === "en" ? "English" : "Chinese"} sentence ${next[1] + 1}: ${row[next[0]][next[1]]}`);
}

// --- The commands ---------------------------------------------------------------------------------

// Do something to the row at the cursor. `operate` gets its index in the review and returns the cursor's.
function change(operate, { onward = false, sentence } = {}) {
  const row = shown[current];
  if (!row && operate !== undo && operate !== redo) return;
  const following = shown[current + 1];
  try {
    const at = operate(row ? numbers.get(row) : 0);
    const target = review.rows[Math.max(0, Math.min(at, review.rows.length - 1))];
    const advance = onward && verdict(target) && following;
    update(advance ? following : target);
    list.refresh([...list.drawn].filter(([r, drawn]) => drawn.dataset.line !== String(lines.get(r))).map(([r]) => r));
    go(current, sentence?.(shown[current]));
    showMap();
    afterwards();
    say(`${review.what}. ${shown.length ? described(shown[current], lines.get(shown[current])) : "Nothing left here."}`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(error.message);
    notice(error.message);
  }
}

const undo = () => review.undo();
const redo = () => review.redo();

function move(up) {
  const [side, k] = chosen;
  const landing = (row) => [side, up ? row[side].length - 1 : 0];
  change((at) => review.move(at, side, k, up), { sentence: (row) => (row[side].length ? landing(row) : undefined) });
}

let noticeTimer;
function notice(text) {
  $("notice").textContent = text;
  $("notice").hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => ($("notice").hidden = true), 3500);
}

function nextUnsure() {
  const order = [...shown.slice(current + 1), ...shown.slice(0, current + 1)];
  const found = order.find(unsure);
  if (found) return go(shown.indexOf(found));
  const elsewhere = review.rows.find(unsure);
  if (elsewhere) return goToRow(elsewhere);
  say("No pair is unsure any more.");
  notice("No pair is unsure any more.");
}

const commands = {
  unsure: nextUnsure,
  accept: () => change((at) => review.judge(at, OK), { onward: true }),
  drop: () => change((at) => review.judge(at, DROP), { onward: true }),
  merge: () => change((at) => review.merge(at)),
  split: () => change((at) => review.split(at, ...chosen)),
  moveUp: () => move(true),
  moveDown: () => move(false),
  edit: openEditor,
  undo: () => change(undo),
  redo: () => change(redo),
  down: () => step(1),
  up: () => step(-1),
  right: () => stepSentence(1),
  left: () => stepSentence(-1),
  pageDown: () => step(10),
  pageUp: () => step(-10),
  first: () => go(0),
  last: () => go(shown.length - 1),
  search: () => $("search").focus(),
  filter: () => (choose(FILTERS[(FILTERS.indexOf(filter) + 1) % FILTERS.length]), go(current), say(`${filter[1]}: ${shown.length}`)),
  plot: () => ((map.plot = !map.plot), $("plot").setAttribute("aria-pressed", String(map.plot)), showMap(0)),
  save: () => saver.download(review.text),
  help: () => $("help").showModal(),
};

function openEditor() {
  const row = shown[current];
  if (!row) return;
  for (const side of ["en", "zh"]) $(`edit-${side}`).value = toField(row[side]);
  $("editor").showModal();
  $(`edit-${chosen[0]}`).focus();
}

function closeEditor() {
  $("editor").close();
  const [en, zh] = ["en", "zh"].map((side) => fromField($(`edit-${side}`).value));
  change((at) => review.edit(at, en, zh));
}

// --- The page comes to life -----------------------------------------------------------------------

function build() {
  for (const [name, label, ] of FILTERS) {
    const count = make("span", { class: "count", id: `count-${name}` });
    const button = make("button", { type: "button", id: `filter-${name}`, "aria-pressed": String(name === "all") }, label, " ", count);
    button.addEventListener("click", () => (choose(FILTERS.find(([n]) => n === name)), go(current)));
    $("filters").append(button);
  }
  for (const [name, keys, label, told] of COMMANDS) {
    if (label) {
      const button = make("button", { type: "button", "aria-keyshortcuts": keys[0], title: told }, make("kbd", { "aria-hidden": "true" }, keyName(keys[0])), ` ${label}`);
      button.addEventListener("click", () => commands[name]());
      $("bar").append(button);
    }
    const shownKeys = keys.flatMap((key, k) => (k ? [" or ", make("kbd", {}, keyName(key))] : [make("kbd", {}, keyName(key))]));
    $("keys").append(make("dt", {}, ...shownKeys), make("dd", {}, told));
  }
}

// Whether the key belongs to an input method, such as the Enter that ends a word in Pinyin; 229 is Safari's way.
const composing = (event) => event.isComposing || event.keyCode === 229;

function listen() {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (composing(event)) return;
    const typing = event.target.matches("input, select, textarea");
    if (typing && event.key === "Escape") return go(current);
    if (typing && !(event.ctrlKey && event.key === "s")) return;
    const onControl = event.target.matches("button") && (event.key === "Enter" || event.key === " ");
    const name = onControl ? undefined : commandOf(event);
    if (!name) return;
    event.preventDefault();
    commands[name]();
  });
  $("search").addEventListener("input", () => (update(shown[current], { rows: false }), list.refresh(), go(current, undefined, { focus: false })));
  $("search").addEventListener("keydown", (event) => event.key === "Enter" && !composing(event) && go(current));
  $("order").addEventListener("change", () => (update(shown[current], { rows: false }), go(0, undefined, { focus: false })));
  $("plot").addEventListener("click", () => commands.plot());
  $("save").addEventListener("click", () => commands.save());
  $("retry").addEventListener("click", () => saver.push());
  const decided = () => ($("kept").hidden = true);
  $("restore").addEventListener("click", () => (decided(), change(() => review.restore(saver.kept))));
  $("forget").addEventListener("click", () => (decided(), saver.keepsake.drop(), go(current)));
  $("mine").addEventListener("click", () => saver.download(review.text));
  $("reload").addEventListener("click", () => location.reload());
  $("editor").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) closeEditor();
  });
  $("editor").addEventListener("close", () => list.element(shown[current])?.focus({ preventScroll: true }));
  $("edit-save").addEventListener("click", closeEditor);
  $("edit-leave").addEventListener("click", () => $("editor").close());
  $("help-close").addEventListener("click", () => $("help").close());
  addEventListener("beforeunload", (event) => {
    if (["unsaved", "saving", "lost", "failed"].includes($("state").dataset.state)) event.preventDefault();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => showMap());
}

build();
listen();
showState("saved");
$("kept").hidden = !saver.kept;
update(review.rows[0]);
showCounts();
go(0);
showMap(0);
// For tests and for the curious.
globalThis.duiyi = { Review, review, list, map, difference };
