"""The commands of translating: ``duiyi translate`` and ``duiyi models``."""
