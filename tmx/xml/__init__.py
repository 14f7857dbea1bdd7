"""TMX 1.4b in and out: reading, writing, and what is forgiven (:mod:`tmx.xml.policy`)."""
