"""Which recogniser reads the text: ``fast``, ``accurate``, or spaCy pipelines that the operator names."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from shared.errors import UserError

SETTING = "LAJMI_ENTITIES"
EVERY_LANGUAGE = ""
_SAME_LANGUAGE = {"hr": "hbs", "bs": "hbs", "sr": "hbs", "sh": "hbs", "cnr": "hbs"}
# Far apart, so that no stage's own version ever reaches the next profile's.
_RANKS = {"fast": 0, "accurate": 1_000, "spacy": 2_000}
_EDITION = 10_000


@dataclass(frozen=True, slots=True)
class Profile:
    """``pipelines``: (language code, spaCy pipeline), ``EVERY_LANGUAGE`` for all others; empty but for spaCy."""

    name: Literal["fast", "accurate", "spacy"] = "fast"
    pipelines: tuple[tuple[str, str], ...] = ()
    edition: int = 0

    def version(self, stage: int, model: int = 0) -> int:
        """The stage's version under this profile: higher for a better profile, higher still for a later edition.

        So accurate replaces what fast found, and never the other way round unless the operator says so by the edition.
        """
        return self.edition * _EDITION + _RANKS[self.name] + stage + model


FAST = Profile()


def parse_profile(text: str, edition: int = 0) -> Profile:
    """Of the setting's text: ``fast``, ``accurate``, ``spacy:PIPELINE`` or ``spacy:en=PIPELINE,hr=PIPELINE``.

    Raises UserError; says nothing of what is installed (``require``).
    """
    name, _, named = text.strip().partition(":")
    if name in ("fast", "accurate") and not named:
        return Profile("fast" if name == "fast" else "accurate", edition=edition)
    if name != "spacy" or not named:
        raise UserError(
            f"{SETTING}={text!r} names no profile: use fast, accurate, spacy:PIPELINE, or spacy:en=PIPELINE,hr=PIPELINE"
        )
    pipelines: dict[str, str] = {}
    for part in named.split(","):
        code, given, pipeline = part.strip().rpartition("=")
        language = _SAME_LANGUAGE.get(code, code)
        if not pipeline or (given and not code):
            raise UserError(
                f"{SETTING}={text!r}: {part!r} is not LANGUAGE=PIPELINE, as in hr=hr_core_news_sm"
            )
        if language in pipelines:
            raise UserError(
                f"{SETTING}={text!r} names two pipelines for {language or 'every language'!r}"
                + (" (Bosnian, Croatian and Serbian are one language here)" if language == "hbs" else "")
            )
        pipelines[language] = pipeline
    return Profile("spacy", tuple(pipelines.items()), edition)


def require(profile: Profile) -> None:
    """Raise UserError for what the profile needs and is not installed. Loads nothing: quick enough to ask first."""
    if profile.name == "accurate" and find_spec("onnxruntime") is None:
        raise UserError(
            f"{SETTING}=accurate needs the package 'onnxruntime', which is not installed:"
            ' pip install "lajmi[accurate]", or set it to fast'
        )
    if profile.name == "spacy":
        if find_spec("spacy") is None:
            raise UserError(
                f"{SETTING}=spacy:… needs the package 'spacy', which is not installed:"
                ' pip install "lajmi[spacy]", or set it to fast'
            )
        for _, pipeline in profile.pipelines:
            # A dotted name would import its parents to look for it; pipelines are plain packages.
            if not pipeline.isidentifier() or find_spec(pipeline) is None:
                raise UserError(
                    f"{SETTING} names the spaCy pipeline {pipeline!r}, which is not installed:"
                    f" python -m spacy download {pipeline}"
                )
