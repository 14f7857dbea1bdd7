"""Names of files: the examples in the docstrings hold."""

import doctest

from translate.language import naming


def test_the_examples_hold() -> None:
    assert doctest.testmod(naming) == doctest.TestResults(failed=0, attempted=4)
