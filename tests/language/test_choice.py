import pytest

from mapconfig.errors import UsageError
from mapconfig.language import chosen


@pytest.mark.parametrize(
    ("option", "setting", "environ", "language"),
    [
        ("fr", "en", {"MAPCONFIG_LANG": "en", "LANG": "en"}, "fr"),
        (None, "en", {"MAPCONFIG_LANG": "fr-FR", "LANG": "en_GB.UTF-8"}, "fr"),
        (None, "fr", {"LANG": "en_GB.UTF-8"}, "fr"),
        (None, "en", {"LANG": "fr_FR.UTF-8"}, "en"),
        (None, "", {"LANG": "fr_FR.UTF-8"}, "fr"),
        (None, "", {"LC_ALL": "fr_CA", "LANG": "en"}, "fr"),
        (None, "", {"LC_ALL": "", "LC_MESSAGES": "fr@euro", "LANG": "en"}, "fr"),
        (None, "", {"LC_ALL": "C", "LANG": "fr"}, "en"),
        (None, "", {"LANG": "C.UTF-8"}, "en"),
        (None, "", {}, "en"),
        (None, "de", {"LANG": "fr"}, "fr"),
        ("", "", {"MAPCONFIG_LANG": ""}, "en"),
        ("FR", "", {}, "fr"),
    ],
)
def test_the_nearest_wish_counts(option: str | None, setting: str, environ: dict[str, str], language: str) -> None:
    """The command's option, the variable, the org's settings, the locale; what is spoken nowhere is passed over."""
    assert chosen(option, setting, environ) == language


@pytest.mark.parametrize(("option", "environ"), [("de", {}), (None, {"MAPCONFIG_LANG": "de"})])
def test_a_language_that_nobody_speaks_is_refused(option: str | None, environ: dict[str, str]) -> None:
    """Whoever asks for German is told so, instead of reading English and wondering."""
    with pytest.raises(UsageError, match=r"which mapconfig does not speak\. It speaks en and fr"):
        chosen(option, "", environ)
