"""Making a package of one's own: ``duiyi models adapt``."""
