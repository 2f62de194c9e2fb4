"""Names of languages and scripts, for people; and the tag that tells a browser how to read a text."""

from __future__ import annotations

from shared.folding import fold

# EnrichedArticle.language.code to name. hbs stands for four standards that no tool tells apart reliably.
_LANGUAGES = {
    "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "he": "Hebrew", "hbs": "Bosnian/Croatian/Serbian", "hu": "Hungarian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovene", "sq": "Albanian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
    "und": "Undetermined",
}  # fmt: skip
_SCRIPTS = {
    "Arab": "Arabic", "Cyrl": "Cyrillic", "Grek": "Greek", "Hebr": "Hebrew", "Hani": "Chinese", "Jpan": "Japanese",
    "Hang": "Korean", "Latn": "Latin", "Zyyy": "no letters",
}  # fmt: skip
_RIGHT_TO_LEFT = {"Arab", "Hebr"}
_SAME_GROUP = dict.fromkeys(
    (
        "bs",
        "bosnian",
        "cnr",
        "montenegrin",
        "croatian",
        "hr",
        "sh",
        "serbian",
        "serbo-croatian",
        "sr",
        "bcms",
    ),
    "hbs",
)
_BY_NAME = {fold(name): code for code, name in _LANGUAGES.items()} | _SAME_GROUP
_SCRIPT_BY_NAME = {fold(name): code for code, name in _SCRIPTS.items()} | {
    code.lower(): code for code in _SCRIPTS
}


def language_name(code: str) -> str:
    return _LANGUAGES.get(code, code)


def script_name(code: str) -> str:
    return _SCRIPTS.get(code, code)


def language_code(text: str) -> str:
    """The code somebody means by ``Albanian``, ``SQ``, ``hr`` or ``sr-Latn``; the text itself where we know no better."""
    folded = fold(text.strip())
    return _BY_NAME.get(folded) or _BY_NAME.get(folded.partition("-")[0]) or folded.partition("-")[0]


def script_code(text: str) -> str:
    """The code somebody means by ``cyrillic`` or ``cyrl``."""
    return _SCRIPT_BY_NAME.get(fold(text.strip()), text.strip())


def html_language(code: str, script: str) -> str:
    """BCP 47: the registry knows the group ``hbs`` as ``sh``."""
    tag = {"hbs": "sh"}.get(code, code)
    return tag if tag == "und" or script in {"", "Zyyy"} else f"{tag}-{script}"


def direction(script: str) -> str:
    return "rtl" if script in _RIGHT_TO_LEFT else "ltr"
