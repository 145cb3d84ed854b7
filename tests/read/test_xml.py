"""What a person may rely on when a file of Salesforce is damaged, or was made to do harm."""

from __future__ import annotations

import pytest
from tests.read.crm_files import codes, one, read, refused
from tests.read.crm_tree import HEAD, XMLNS

from mapconfig.errors import InputError
from mapconfig.finding import Severity
from mapconfig.read.crm import MAX_BYTES
from mapconfig.read.xml import MAX_DEPTH


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (b"", "MC051", 1),
        (b"  \n ", "MC051", 1),
        (HEAD.encode() + b"<CustomField>\n<fullName>A", "MC051", 3),
        (HEAD.encode() + b"<CustomField>\n<a></b>\n</CustomField>", "MC051", 3),
        (b"<CustomField/>trailing", "MC051", 1),
        (b"not xml at all", "MC051", 1),
        (b"\x00\x00", "MC051", 1),
        (HEAD.encode() + b"<CustomField><fullName>caf\xe9</fullName></CustomField>", "MC051", 2),
        (b'<?xml version="1.0" encoding="klingon"?><CustomField/>', "MC051", 1),
        (b'<?xml version="1.0" encoding="shift_jis"?><CustomField/>', "MC051", 1),
        (b"<CustomField>&nbsp;</CustomField>", "MC051", 1),
        (HEAD.encode() + b"\n<CustomObject/>", "MC053", 3),
        (b"<html><body>Session expired</body></html>", "MC053", 1),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>\n<CustomField/>', "MC052", 1),
        (b'\n<!DOCTYPE x SYSTEM "file:///etc/passwd">\n<CustomField/>', "MC052", 2),
        (b"<CustomField>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</CustomField>", "MC050", 1),
        (b"<CustomField>" + b" " * MAX_BYTES + b"</CustomField>", "MC050", 1),
        (OSError("gone"), "MC050", 1),
        (InputError("leaves the org"), "MC050", 1),
    ],
)
def test_a_file_that_cannot_be_used_is_one_finding_with_its_place(
    text: bytes | Exception, code: str, line: int
) -> None:
    """
    Broken, foreign, hostile or unreadable: a sentence and a position, and the other files are still read.
    """
    finding = refused(text)

    assert finding.code == code
    assert finding.severity is Severity.ERROR
    assert finding.place is not None
    assert (finding.place.file, finding.place.line) == ("crm/objects/Account/fields/Plan__c.field-meta.xml", line)


def test_marks_of_an_unfinished_merge_are_named() -> None:
    """
    The commonest reason why a file in git is not XML is told as what it is.
    """
    sides = "<<<<<<< HEAD\n<label>A</label>\n=======\n<label>B</label>\n>>>>>>> x\n"
    text = f"{HEAD}<CustomField {XMLNS}>\n{sides}</CustomField>"

    assert "merge" in refused(text).fix


def test_entities_do_not_expand() -> None:
    """
    A file of one kilobyte cannot fill the memory.
    """
    bomb = '<!DOCTYPE b [<!ENTITY a "ha">' + "".join(f'<!ENTITY b{n} "{"&a;" * 9}">' for n in range(9)) + "]>"

    assert refused(bomb + "<CustomField><fullName>&b8;</fullName></CustomField>").code == "MC052"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_any_encoding_that_the_file_declares_is_read(encoding: str) -> None:
    """
    Tools on Windows write more than UTF-8.
    """
    declared = encoding.replace("-sig", "")
    text = f'<?xml version="1.0" encoding="{declared}"?>\r\n<CustomField {XMLNS}>\r\n<fullName>A__c</fullName>'
    text += "<label>Été</label><type>Text</type></CustomField>"

    assets, findings = read({"crm/objects/Account/fields/A__c.field-meta.xml": text.encode(encoding)})

    assert findings == []
    assert assets["crm-field/Account.A__c"].attributes["label"] == "Été"


@pytest.mark.parametrize(("space", "words"), [("", "no namespace"), (' xmlns="urn:x"', "'urn:x'")])
def test_another_namespace_is_reported_and_the_file_is_read(space: str, words: str) -> None:
    """
    Files made by hand often lack it, and their meaning is plain.
    """
    text = f"<CustomField{space}><fullName>A__c</fullName><type>Text</type></CustomField>"

    assets, (finding,) = read({"crm/objects/Account/fields/A__c.field-meta.xml": text})

    assert list(assets) == ["crm-field/Account.A__c"]
    assert (finding.code, finding.severity) == ("MC057", Severity.INFO)
    assert words in finding.detail


def test_nesting_up_to_the_limit_is_read() -> None:
    """
    The limit is far above what Salesforce writes.
    """
    _, findings = one("<quantum>" * (MAX_DEPTH - 1) + "</quantum>" * (MAX_DEPTH - 1))

    assert codes(findings) == ["MC057"]
