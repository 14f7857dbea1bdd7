"""``duiyi tmx``: check, compare, clean, convert and ask translation memories."""

import typer

from tmx.cli import changing, comparing, looking

app = typer.Typer(no_args_is_help=True)
for part in (looking, changing, comparing):
    app.add_typer(part.app)
