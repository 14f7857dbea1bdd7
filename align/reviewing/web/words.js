// What differs between a draft and the real sentence: longest common subsequence over words and Han characters.

const TOKEN = /\s+|\p{Script=Han}|[^\P{L}\p{Script=Han}]+|\p{N}+|[^]/gu;
const MOST = 1200; // tokens a side; beyond that no person reads a difference

export function tokens(text) {
  return text.match(TOKEN) ?? [];
}

// Pieces [sign, text] with sign "=", "-" (only in the draft) or "+" (only in the real text); null if too long.
export function difference(draft, real) {
  const [a, b] = [tokens(draft), tokens(real)];
  if (a.length > MOST || b.length > MOST) return null;
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] =
        a[i] === b[j]
          ? table[(i + 1) * width + j + 1] + 1
          : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
  const pieces = [];
  const add = (sign, text) => (pieces.at(-1)?.[0] === sign ? (pieces.at(-1)[1] += text) : pieces.push([sign, text]));
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) add("=", a[(i++, j++, i - 1)]);
    else if (j === b.length || (i < a.length && table[(i + 1) * width + j] >= table[i * width + j + 1])) add("-", a[i++]);
    else add("+", b[j++]);
  }
  return pieces;
}
