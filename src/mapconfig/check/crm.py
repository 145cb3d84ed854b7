"""What a field of the platform has to do with the CRM's schema."""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.view import View
from mapconfig.finding import Path
from mapconfig.model import Asset

#: The types of a CRM field (Salesforce's words) that can be synced with each type of ours without loss.
FITTING = {
    "text": frozenset(
        [
            "Text",
            "TextArea",
            "LongTextArea",
            "Html",
            "Email",
            "Phone",
            "Url",
            "Picklist",
            "MultiselectPicklist",
            "AutoNumber",
            "Name",
            "EncryptedText",
            "Address",
            "Lookup",
            "MasterDetail",
            "ExternalLookup",
            "IndirectLookup",
            "Hierarchy",
            "Time",
            "Location",
            "Geolocation",
        ]
    ),
    "number": frozenset(["Number", "Currency", "Percent", "AutoNumber", "Summary"]),
    "date": frozenset(["Date", "DateTime"]),
    "yes-no": frozenset({"Checkbox"}),
    "choice": frozenset({"Picklist", "MultiselectPicklist"}),
}


def links(asset: Asset, view: View) -> Iterator[tuple[Path, str, Asset | None]]:
    """The CRM fields that a field is synced with: path, address, and what the CRM says of it, None where it has no such
    field."""
    names = asset.attributes.get("crm")
    for index, name in enumerate(names if isinstance(names, list) else ()):
        if isinstance(name, str):
            yield ("crm", index), name, view.get(name)
