"""The recipes of the embedded models, for makers; nothing else imports them.

Each is run as ``python -m translate.training.NAME`` and needs torch (``pip install 'duiyi[train]'``). What
people tune on memories of their own is :mod:`translate.adapting`.
"""
