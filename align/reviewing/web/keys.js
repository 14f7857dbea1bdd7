// The keyboard: one table that the page obeys, shows in its bar and explains in its help.

// [name, keys, short label or "" if the bar lacks room, what it does]
export const COMMANDS = [
  ["unsure", ["n"], "Next unsure", "go to the next pair that is unsure and unreviewed"],
  ["accept", ["a"], "Accept", "accept the pair and go on; again: take it back"],
  ["drop", ["d"], "Drop", "leave the pair out of the memory and go on; again: take it back"],
  ["merge", ["m"], "Merge", "merge the pair with the next"],
  ["split", ["s"], "Split", "split the pair before the chosen sentence"],
  ["moveUp", ["Shift+ArrowUp", "K"], "Move up", "move the chosen sentence, and those before it, to the previous pair"],
  ["moveDown", ["Shift+ArrowDown", "J"], "Move down", "move the chosen sentence, and those after it, to the next pair"],
  ["edit", ["e"], "Edit", "edit the text of both sides, one sentence a line"],
  ["undo", ["z", "Ctrl+z"], "Undo", "undo"],
  ["redo", ["y", "Ctrl+y", "Ctrl+Z"], "", "do again what was undone"],
  ["down", ["ArrowDown", "j"], "", "next pair"],
  ["up", ["ArrowUp", "k"], "", "previous pair"],
  ["right", ["ArrowRight", "l"], "", "choose the next sentence of the pair"],
  ["left", ["ArrowLeft", "h"], "", "choose the sentence before"],
  ["pageDown", ["PageDown"], "", "ten pairs down"],
  ["pageUp", ["PageUp"], "", "ten pairs up"],
  ["first", ["Home", "g"], "", "first pair"],
  ["last", ["End", "G"], "", "last pair"],
  ["search", ["/"], "", "search in both texts"],
  ["filter", ["f"], "", "next filter"],
  ["plot", ["p"], "", "ladder or dot plot"],
  ["save", ["w", "Ctrl+s"], "", "save: download the review file"],
  ["help", ["?"], "Keys", "all keys"],
];

const byKey = new Map(COMMANDS.flatMap(([name, keys]) => keys.map((key) => [key, name])));
const SIGNS = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Shift: "⇧", PageDown: "Page↓", PageUp: "Page↑" };

export function commandOf(event) {
  if (event.altKey) return undefined;
  const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const shift = event.shiftKey && event.key.length > 1 ? "Shift+" : "";
  return byKey.get(control + shift + event.key);
}

// How a key is written for people.
export function keyName(key) {
  const letter = (part) => (part === part.toUpperCase() && part !== part.toLowerCase() ? `⇧${part}` : part.toUpperCase());
  return key.split("+").map((part) => SIGNS[part] ?? (part.length === 1 ? letter(part) : part)).join(" ");
}
