"""Documents: files in, clean blocks out, every character with its position in the source.

``read(path)`` decodes (UTF-8, UTF-16, GB 18030), finds the language and the format, and runs the cleaning
steps; ``explain(document)`` says what they did. Steps act on evidence in the text, never on a file's name: a
text is taken as word-segmented, wrapped or machine-made only if it shows so, and a clean one is left alone.

==================  ==================================================================================
``decode``          bytes to text; errors name the actual type of the file
``language``        English or Chinese, and whether that agrees with the user
``mapped``          text that knows its positions; each operation notes its changes
``steps``           the names of all steps, and their reasons
``characters``      steps for characters: invisible, decomposed, full-width
``spacing``         steps for spaces: segmented Chinese, English without spaces after full stops
``lines``           how wide lines are, and how they end and begin
``page``            evidence that lines were cut at the width of a page or column
``displaced``       lines that a page's layout put elsewhere go back
``wrapped``         cut lines become paragraphs and headlines
``plain``           format: plain text
``markdown``        format: Markdown; ``inline`` for the markup inside lines
``repeats``         highlights at the end that repeat the text
``kinds``           titles, captions, and lines about the document (META)
``reading``         all of it in order; which formats it reads stands in ``READERS``
``report``          the steps and their effects, for people
==================  ==================================================================================

Two laws hold for every document (``tests/translate/test_documents_laws.py``): each character of the source is
in a block, in a change, or white space between blocks; and a block's character differs from the one at its
position in the source only within or beside a change. Blocks of kind META (page numbers and running heads;
dates, counters and by-lines where the document shows that they are about it; numbers alone) aren't
sentences; aligners leave them out, and a change notes each.
"""
