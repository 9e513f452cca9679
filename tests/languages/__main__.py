"""`make words`: the catalogues brought up to the sources, and how much of each is still to be translated."""

from __future__ import annotations

from tests.languages.collecting import TRANSLATED, bring_up

if __name__ == "__main__":
    for language in TRANSLATED:
        print(f"{language}: {bring_up(language)} sentences without a translation")
