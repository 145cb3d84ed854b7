"""A CRM of a few files, and what reading it gives."""

from __future__ import annotations

from tests.read.crm_tree import custom_field

from mapconfig.finding import Finding
from mapconfig.model import Asset
from mapconfig.read.crm import read_crm


class Files:
    """A source whose files are given as bytes or as the error that reading them raises."""

    label = "test"

    def __init__(self, files: dict[str, bytes | str | Exception]) -> None:
        self.content = files

    def files(self) -> list[str]:
        return list(self.content)

    def read(self, file: str) -> bytes:
        found = self.content[file]
        if isinstance(found, Exception):
            raise found
        return found.encode() if isinstance(found, str) else found


def read(files: dict[str, bytes | str | Exception]) -> tuple[dict[str, Asset], list[Finding]]:
    assets, findings = read_crm(Files(files))
    return {str(asset.address): asset for asset in assets}, findings


def field_file(inner: str, name: str = "Plan__c", kind: str = "Text") -> str:
    return custom_field(name, "Plan", inner, kind)


def one(inner: str, name: str = "Plan__c", kind: str = "Text", **more: bytes | str) -> tuple[Asset, list[Finding]]:
    """The asset and the findings of one field of Account."""
    path = f"crm/objects/Account/fields/{name}.field-meta.xml"
    assets, findings = read({path: field_file(inner, name, kind), **{f"crm/{p}": text for p, text in more.items()}})
    return assets[f"crm-field/Account.{name}"], findings


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def refused(text: bytes | str | Exception, name: str = "Plan__c.field-meta.xml") -> Finding:
    """The one finding about a field file that cannot be used."""
    assets, findings = read({f"crm/objects/Account/fields/{name}": text})
    assert assets == {}
    (finding,) = findings
    return finding
