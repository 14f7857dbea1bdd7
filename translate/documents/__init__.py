"""Documents: files in, clean blocks out, every character with its position in the source.

``reading.read(path)`` opens a file of any format, finds the language and runs the cleaning steps;
``explain(document)`` says what they did. Steps act on evidence in the text, never on a file's name: a text is
taken as word-segmented, wrapped or machine-made only if it shows so, and a clean one is left alone.

==================  ==================================================================================
``formats``         a module a format: files as text with items of prose and their inline codes
``seam``            the types that all formats share; ``codes`` places codes in translations
``reading``         any file into a document, for aligning
``bilingual``       a document in both languages as one in each
``sentences``       blocks and items into sentences, alike for aligning and translating
``cleaning``        named steps, each of which notes what it changed:
``mapped``          text that knows its positions; each operation notes its changes
``steps``           the names of all steps, and their reasons
``characters``      steps for characters: invisible, decomposed, full-width
``spacing``         steps for spaces: segmented Chinese, English without spaces after full stops
``lines``           how wide lines are, and how they end and begin
``page``            evidence that lines were cut at the width of a page or column
``displaced``       lines that a page's layout put elsewhere go back
``wrapped``         cut lines become paragraphs and headlines
``prose``           the paragraphs of a file opened as items
``clips``           what a reading service puts around a clip
``repeats``         highlights at the end that repeat the text
``kinds``           titles, captions, and lines about the document (META)
``report``          the steps and their effects, for people
==================  ==================================================================================

Two laws hold for every document (``tests/translate/test_documents_laws.py``): each character of the source is
in a block, in a change, or white space between blocks; and a block's character differs from the one at its
position in the source only within or beside a change. Blocks of kind META (page numbers and running heads;
dates, counters and by-lines where the document shows that they are about it; numbers alone) aren't
sentences; aligners leave them out, and a change notes each.
"""
