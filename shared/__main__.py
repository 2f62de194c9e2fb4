"""``python -m shared`` is ``lajmi``: for processes that start another one and must not depend on PATH."""

from shared.cli import main

main(prog_name="lajmi")
