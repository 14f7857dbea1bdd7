// The review file as text: the same form as tmx/bitext.py reads and writes. What nobody touched is kept
// as it stands, byte for byte.

export const MARK = "\u23ce"; // ⏎ parts sentences
const ESCAPES = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", [MARK]: "\\" + MARK };
const PLAIN = Object.fromEntries(Object.entries(ESCAPES).map(([plain, escaped]) => [escaped, plain]));

export function parseFile(text) {
  const rows = [];
  let before = "";
  const lines = text.split("\n");
  lines.forEach((content, k) => {
    const end = k < lines.length - 1 ? "\n" : "";
    const line = content.replace(/\r+$/, "").replace(k === 0 ? /^\ufeff/ : /^$/, "");
    if (line.startsWith("#") || !/[^ ]/.test(line)) before += content + end;
    else {
      rows.push({ ...parseLine(line), before, raw: content + end });
      before = "";
    }
  });
  return { rows, after: before };
}

export function formatFile(rows, after) {
  const text = rows.map((row) => row.before + (row.raw ?? formatLine(row) + "\n"));
  // A file whose last line had no end gets one as soon as something follows it.
  for (let k = 0; k < text.length - 1; k++) if (!text[k].endsWith("\n")) text[k] += "\n";
  if (after && text.length && !text.at(-1).endsWith("\n")) text.push("\n");
  return text.join("") + after;
}

function parseLine(line) {
  const [id, type, score, flags, en, zh] = line.split("\t");
  return { id, type, score: score.trim(), flags: parseFlags(flags), en: parseSide(en), zh: parseSide(zh) };
}

// A flag is one in whatever letters, and whatever commas part it from the rest.
function parseFlags(text) {
  return (text.match(/[^\s,;，；、]+/g) ?? []).map((flag) => flag.normalize("NFKC").toLowerCase());
}

function formatLine(row) {
  return [row.id, row.type, row.score, row.flags.join(","), formatSide(row.en), formatSide(row.zh)].join("\t");
}

function parseSide(text) {
  if (!text) return [];
  const sentences = [""];
  for (const piece of text.match(/\\[^]|[^\\\u23ce]+|\u23ce|\\/g)) {
    if (piece === MARK) sentences.push("");
    else sentences[sentences.length - 1] += piece.startsWith("\\") ? (PLAIN[piece] ?? piece) : piece;
  }
  return sentences;
}

function formatSide(sentences) {
  return sentences.map((text) => text.replace(/[\\\t\n\r\u23ce]/g, (c) => ESCAPES[c])).join(MARK);
}

// For a text field, one sentence a line; a line feed inside a sentence is written \n there, too.
export function toField(sentences) {
  return sentences.map((text) => text.replace(/[\\\t\n\r]/g, (c) => ESCAPES[c])).join("\n");
}

export function fromField(text) {
  const lines = text.split("\n").map((line) => line.trim().replace(/\\[\\tnr]/g, (escaped) => PLAIN[escaped]));
  return lines.filter((line) => line !== "");
}
