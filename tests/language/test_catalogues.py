import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from mapconfig.language import LANGUAGES
from mapconfig.language.filling import PLAIN

ROOT = Path(__file__).resolve().parents[2]


def script() -> Any:
    """script/messages.py, which lies in no package."""
    specification = importlib.util.spec_from_file_location("messages", ROOT / "script" / "messages.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


messages = script()
OTHERS = LANGUAGES[1:]
DOMAINS = pytest.mark.parametrize("domain", messages.DOMAINS, ids=lambda domain: domain.name)
PLACE = re.compile(r"\{([a-z][a-z0-9_]*(?::[^}]*)?)\}")


def texts(message: str | tuple[str, ...]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def places(text: str) -> set[str]:
    return set(PLACE.findall(text.replace("{{", "").replace("}}", "")))


def unplaced(po: bytes) -> list[bytes]:
    return [line for line in po.splitlines() if not line.startswith(b"#: ")]


@DOMAINS
def test_there_is_a_catalogue_of_every_language(domain: Any) -> None:
    """Each language but English, which is written in the sources, and no other."""
    assert tuple(messages.languages(domain)) == OTHERS


@DOMAINS
@pytest.mark.parametrize("language", OTHERS)
def test_everything_that_is_said_is_translated(language: str, domain: Any) -> None:
    """A page in French has no English sentence in it, and the page of no rule is left out. A new sentence, or a rule
    with a new page: run script/messages.py, then translate it."""
    said = {message.id for message in domain.collect() if message.id}
    known = {message.id: message for message in messages.read(domain, language) if message.id}
    assert said - known.keys() == set(), "said and not in the catalogue: run script/messages.py"
    assert known.keys() - said == set(), "in the catalogue and no longer said: run script/messages.py"
    empty = [id_ for id_, message in known.items() if not all(texts(message.string or ""))]
    assert empty == [], "in the catalogue and not translated"
    assert [id_ for id_, message in known.items() if message.fuzzy] == [], "somebody is not sure of these"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_places_of_its_sentence(language: str) -> None:
    """No value is lost, none is invented, and a number is grouped where it is in English; both forms of a plural are
    there, and the singular may leave the number out."""
    for message in messages.read(messages.SENTENCES, language):
        if not message.id:
            continue
        wanted = [places(each) for each in texts(message.id)]
        found = [{re.sub(":[ds_]$", "", place) for place in places(each)} for each in texts(message.string)]
        assert len(found) == len(wanted), message.id
        for one, other in zip(wanted, found, strict=True):
            assert other - {"n", "n:,"} == one - {"n", "n:,"}, message.id
        assert found[-1] == wanted[-1], message.id


@pytest.mark.parametrize("language", OTHERS)
def test_a_template_fills_with_names_and_nothing_else(language: str) -> None:
    """In every language: no attribute, no index, no width of a value."""
    for message in messages.read(messages.SENTENCES, language):
        for each in (*texts(message.id), *texts(message.string)) if message.id else ():
            assert PLAIN.fullmatch(each), each


@DOMAINS
@pytest.mark.parametrize("language", OTHERS)
def test_the_compiled_catalogue_is_that_of_the_sources(language: str, domain: Any) -> None:
    """What people edit is what programs read, in the one form that the script writes."""
    po = (domain.folder / f"{language}.po").read_bytes()
    # The files that say a sentence are for translators, and change with every sentence that is said once more.
    assert unplaced(po) == unplaced(messages.updated(domain, messages.read(domain, language))), "run script/messages.py"
    assert (domain.folder / f"{language}.mo").read_bytes() == messages.compiled(po, language)


@DOMAINS
def test_the_blanks_around_a_sentence_are_those_of_the_english(domain: Any) -> None:
    """A piece that begins with a blank is put behind something, in every language."""
    for language in OTHERS:
        for message in messages.read(domain, language):
            if not message.id or not message.string:
                continue
            for one, other in zip(texts(message.id), texts(message.string), strict=True):
                if one != ": ":  # which begins with a space in French
                    assert [one[:1].isspace(), one[-1:].isspace()] == [other[:1].isspace(), other[-1:].isspace()], one


@DOMAINS
def test_french_has_its_spaces_quotes_and_joints(domain: Any) -> None:
    """No line breaks before a colon, nothing is quoted as in English, and no article is left beside its preposition."""
    for message in messages.read(domain, "fr"):
        for text in texts(message.string) if message.id else ():
            prose = re.sub(r"`[^`]*`", "", text)
            assert not re.search(r"[^\S\u00a0\u202f][:;?!%»]|« ", prose), text
            assert not re.search(r"[a-zéè)}][;?!](?![\w.])", prose.replace("}}", "}")), text
            assert not re.search(r"\b([Dd]e|[Àà]) les? (?!\w+(?:r|re)\b)", prose), text
            assert "’" not in prose, text


def test_what_is_no_literal_is_refused(tmp_path: Path) -> None:
    """A sentence that extraction cannot see would stay English for ever, so it is an error."""
    module = tmp_path / "module.py"
    module.write_text("from mapconfig.language import say as tell, plural\ntell('One.')\nplural('1', '2', 3)\n")
    assert [sentence for sentence, _ in messages.sentences(module)] == ["One.", ("1", "2")]
    module.write_text("from mapconfig.language import say\nsay(f'One {1}.')\n")
    with pytest.raises(ValueError, match=r"module\.py:2: what is said here is no literal string"):
        list(messages.sentences(module))
