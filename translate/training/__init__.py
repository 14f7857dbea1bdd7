"""Making models of one's own: adapting a package to a memory, and the recipes of the embedded models.

Needs torch (``pip install 'duiyi[train]'``); nothing else of the project imports it, but for the command
``duiyi models adapt``, when it is run.
"""
