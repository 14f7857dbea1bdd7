// What stands beside the list: why a pair has its score, and what a machine makes of its sentences.

import { scoreOf, verdict, paired, kindOf } from "./review.js";
import { difference } from "./words.js";

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export function showPanel(panel, row, { drafts, meanings }) {
  const parts = row ? [...why(row, meanings), ...machine(row, drafts)] : [make("p", { class: "quiet" }, "No pair matches.")];
  panel.replaceChildren(...parts);
}

function why(row, meanings) {
  const score = scoreOf(row);
  const said = !paired(row)
    ? "No counterpart was found."
    : score === null
      ? "Arranged by hand: nobody has scored it."
      : `right with a probability of ${Math.round(score * 100)}\u00a0%`;
  const big = make("p", { class: "big" }, make("b", {}, score === null ? "–" : score.toFixed(2)), make("span", {}, said));
  const flags = row.flags.map((flag) => make("li", {}, make("code", {}, flag), ` ${meanings.flags[flag] ?? ""}`));
  return [
    make("h2", {}, "Why this score"),
    big,
    ...(flags.length ? [make("ul", { class: "flags" }, ...flags)] : []),
    ...(row.reason && paired(row) ? [bars(row.reason.parts, meanings.parts)] : []),
  ];
}

function bars(parts, meanings) {
  const entries = Object.entries(parts).filter(([, value]) => value !== 0);
  const most = Math.max(1, ...entries.map(([, value]) => Math.abs(value)));
  const rows = entries.map(([name, value]) => {
    const bar = make("span", { class: value < 0 ? "bar minus" : "bar plus", "aria-hidden": "true" });
    bar.style.setProperty("--size", Math.abs(value) / most);
    const number = `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
    return make("tr", { title: meanings[name] ?? name }, make("th", { scope: "row" }, name.replaceAll("_", " ")), make("td", {}, bar), make("td", { class: "number" }, number), make("td", { class: "meaning" }, meanings[name] ?? ""));
  });
  const caption = make("caption", {}, "What speaks for the pair (+) and against it (−), in nats, before its rivals are weighed");
  return make("table", { class: "parts" }, caption, make("tbody", {}, ...rows));
}

function machine(row, drafts) {
  const found = [
    ["en", "zh", "English → Chinese", " "],
    ["zh", "en", "Chinese → English", ""],
  ].flatMap(([from, to, title]) => {
    const texts = row[from].map((text) => drafts[from][text]);
    if (!texts.length || texts.some((text) => !text)) return [];
    const joint = to === "en" ? " " : "";
    return [make("h3", {}, title), drawDifference(texts.join(joint), row[to].join(joint), to)];
  });
  if (!found.length) return [];
  const legend = make("p", { class: "quiet" }, "The draft, turned into the real text: ", make("del", {}, "only in the draft"), " ", make("ins", {}, "only in the real text"));
  return [make("h2", {}, "What a machine makes of it"), legend, ...found];
}

function drawDifference(draft, real, to) {
  const lang = to === "zh" ? "zh-CN" : "en";
  const pieces = real ? difference(draft, real) : null;
  if (!pieces) return make("p", { lang, class: "draft" }, draft);
  const tags = { "=": "span", "-": "del", "+": "ins" };
  return make("p", { lang, class: "draft" }, ...pieces.map(([sign, text]) => make(tags[sign], {}, text)));
}

export function described(row, number) {
  const score = scoreOf(row);
  const state = { ok: "accepted", drop: "dropped", "": paired(row) ? "not reviewed" : "no counterpart" }[verdict(row)];
  return `Line ${number}, ${kindOf(row)}, ${score === null ? "no score" : `score ${score.toFixed(2)}`}, ${state}`;
}
