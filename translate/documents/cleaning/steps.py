"""The names of the cleaning steps, in the order in which they run, each with its reason in a line."""

BOM = "byte order mark"
LINE_ENDS = "line ends"
INVISIBLE = "invisible characters"
COMPOSED = "composed letters"
WIDE_SPACES = "special spaces"
FULL_WIDTH = "full-width letters"
FRONT_MATTER = "front matter"
CODE = "code"
COMMENT = "comments"
FURNITURE = "web furniture"
IMAGE = "images"
FOOTNOTE = "anchors and backlinks"
LINK = "links"
TAG = "tags of markup"
EMPHASIS = "emphasis"
ESCAPE = "escapes"
MARKER = "markers"
QUOTED = "quote marks of mail"
SEGMENTED = "segmented Chinese"
HALF_WIDTH = "half-width marks"
MISSING_SPACE = "missing spaces"
SPACED_LETTERS = "spaced letters"
DISPLACED = "displaced lines"
STRAY_QUOTE = "displaced quotes"
HYPHEN = "hyphenation"
UNWRAPPED = "wrapped lines"
HEADLINE = "headlines in pieces"
SPACES = "spaces"
REPEATED = "repeats text above"
PAGE = "page furniture"
ABOUT = "lines about the document"

REASONS = {
    BOM: "a byte order mark says how the file is encoded; it isn't text",
    LINE_ENDS: "CRLF, CR, form feeds and the line separators of Unicode all end a line",
    INVISIBLE: "control characters, zero-width characters and soft hyphens are not read, but break words",
    COMPOSED: "a letter and its combining accent are written as one character (NFC)",
    WIDE_SPACES: "no-break, thin and ideographic spaces inside a line are plain spaces to a reader",
    FULL_WIDTH: "full-width letters and digits are the same letters and digits",
    FRONT_MATTER: "the settings at the head of a Markdown file describe it; they aren't part of the text",
    CODE: "program code is not translated",
    COMMENT: "HTML comments are not shown",
    FURNITURE: "saved web pages carry tags, dates and links of the reading service around the text",
    IMAGE: "an image holds no sentence",
    FOOTNOTE: "anchors and arrows back to them are aids of the notebook, not text",
    LINK: "the text of a link stays, its address goes",
    TAG: "HTML tags, also halves of them, are markup",
    EMPHASIS: "bold, italic, highlight and strike-through marks are markup, also those out of balance",
    ESCAPE: "a backslash or an entity stands for the character it protects",
    MARKER: "bullets and section marks are drawn again by whoever sets the text",
    QUOTED: "a mail program puts > before each line that it quotes",
    SEGMENTED: "spaces between all words come from a word segmenter; Chinese has none",
    HALF_WIDTH: "between Han, a segmented text's ASCII marks stand for the Chinese ones",
    MISSING_SPACE: "a sentence that starts right after a full stop needs a space before it",
    SPACED_LETTERS: "letters spread out to fill a line are set together again",
    DISPLACED: "a page's layout put a piece of a line after its neighbour; it goes back to its sentence",
    STRAY_QUOTE: "a closing quotation mark that the page's layout moved goes back to its opening one",
    HYPHEN: "a word divided at the end of a line is one word",
    UNWRAPPED: "lines that end in mid-sentence at the page's or column's width are one paragraph",
    HEADLINE: "the lines of one headline are one headline",
    SPACES: "runs of spaces, and spaces before a Chinese mark, have no meaning",
    REPEATED: "highlights collected at the end repeat the text",
    PAGE: "page numbers and running heads are set aside: they stand among the text but aren't part of it",
    ABOUT: "dates, by-lines and counters of a clip, and numbers alone, are set aside: they aren't sentences",
}
