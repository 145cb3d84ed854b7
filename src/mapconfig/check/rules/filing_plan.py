"""
## What it does
Reports an asset that is in none of the folders that `mapconfig.yaml` gives its kind. A folder below one of
those is fine.

## Why it matters
What is filed where somebody happened to be is not found again, and is not in the report that goes by folder.

## Example
    # mapconfig.yaml: naming: {email: {folders: [Marketing/E-mails]}}
    kind: email
    key: welcome
    folder: Uncategorized

## Instead
    kind: email
    key: welcome
    folder: Marketing/E-mails/Onboarding
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.state import archived
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    naming = view.settings.naming.get(asset.kind)
    if naming is None or not naming.folders or archived(asset):
        return
    folder = asset.attributes.get("folder")
    wanted = ", ".join(naming.folders)
    if not isinstance(folder, str):
        yield Report(
            (),
            say(
                "{asset} says no folder, and kind {kind} has a filing plan: {wanted}.",
                asset=asset.address,
                kind=asset.kind,
                wanted=wanted,
            ),
        )
    elif not any(folder == allowed or folder.startswith(f"{allowed}/") for allowed in naming.folders):
        yield Report(
            ("folder",),
            say(
                "{asset} is filed in {folder}, which is not in the filing plan: {wanted}.",
                asset=asset.address,
                folder=repr(folder),
                wanted=wanted,
            ),
        )


RULE = Rule(
    code="MC144",
    name="filing-plan",
    severity=Severity.WARNING,
    summary=say("Folder is not in the filing plan"),
    page=__doc__ or "",
    look=look,
)
