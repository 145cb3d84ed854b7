"""E-mails (recordings emails, emails-segment)."""

from collections.abc import Mapping
from typing import Any

from mapconfig.testing.mautic.resource import How, Resource
from mapconfig.testing.mautic.segments import summary
from mapconfig.testing.mautic.store import Store, Thing
from mapconfig.testing.mautic.values import EXTRA, INVALID, boolean, clean, moment, raw

NO_UTM = dict.fromkeys(("utmSource", "utmMedium", "utmCampaign", "utmContent"))

#: The entry that every e-mail has and that nobody gets rid of.
_USELESS = {
    "tokenName": "Dynamic Content 1",
    "content": "Default Dynamic Content",
    "filters": [
        {
            "content": None,
            "filters": [
                {
                    "glue": None,
                    "field": None,
                    "object": None,
                    "type": "Symfony\\Component\\Form\\Extension\\Core\\Type\\TextType",
                    "operator": None,
                    "display": None,
                    "filter": None,
                }
            ],
        }
    ],
}
_ROW = ("glue", "field", "object", "type", "operator", "display", "filter")
_NO_LIST = "Either no list was selected or you do not have access to one of the lists that was selected."


def utm(said: Any) -> Any:
    """Four texts or nulls."""
    return {**NO_UTM, **(said if isinstance(said, dict) else {})}


def dynamic(said: Any) -> Any:
    """Dynamic content comes back as it was sent, tags and all (recording emails; for several entries and rows, the
    test of Mautic's own API, EmailBundle/Tests/Controller/Api/EmailApiControllerFunctionalTest.php). The value of a
    filter that asks for none is null, as there."""
    return [_entry(each) for each in said] if isinstance(said, list) else said


def _entry(said: Any) -> Any:
    if not isinstance(said, Mapping):
        return said
    found = {"tokenName": said.get("tokenName"), "content": said.get("content")}
    variants = [each for each in said.get("filters") or () if isinstance(each, Mapping)]
    rows = [
        {"content": each.get("content"), "filters": [_row(row) for row in each.get("filters") or ()]}
        for each in variants
    ]
    return {**found, "filters": rows}


def _row(said: Mapping[str, Any]) -> Thing:
    row = {name: said.get(name) for name in _ROW}
    return {**row, "filter": None} if row["operator"] in ("empty", "!empty") else row


class Emails(Resource):
    """`/api/emails`. `revision` counts each edit; a segment e-mail without segments is refused at any edit.

    The form of later versions of 5 takes `excludedLists`, and no answer has them (EmailBundle/Form/Type/EmailType.php,
    EmailBundle/Entity/Email.php, `loadApiMetadata`); here they are ignored as anything unknown is.
    """

    path, one, many = "emails", "email", "emails"
    order = "name"
    required = {"name": "A name is required.", "subject": "A subject is required."}
    dated = True
    takes = {
        "name": clean,
        "subject": raw,
        "language": raw,
        "fromAddress": raw,
        "fromName": clean,
        "replyToAddress": raw,
        "bccAddress": raw,
        "utmTags": utm,
        "customHtml": raw,
        "plainText": raw,
        "template": raw,
        "emailType": raw,
        "publishUp": moment,
        "publishDown": moment,
        "publicPreview": boolean,
        "dynamicContent": dynamic,
    }
    fresh = {
        "name": None,
        "subject": None,
        "language": "en",
        "category": None,
        "fromAddress": None,
        "fromName": None,
        "replyToAddress": None,
        "bccAddress": None,
        "useOwnerAsMailer": None,
        "utmTags": NO_UTM,
        "customHtml": None,
        "plainText": None,
        "template": None,
        "emailType": "template",
        "publishUp": None,
        "publishDown": None,
        "publicPreview": False,
        "readCount": 0,
        "sentCount": 0,
        "revision": 1,
        "assetAttachments": [],
        "variantStartDate": None,
        "variantSentCount": 0,
        "variantReadCount": 0,
        "variantParent": None,
        "variantChildren": [],
        "translationParent": None,
        "translationChildren": [],
        "unsubscribeForm": None,
        "dynamicContent": [_USELESS],
        "lists": [],
        "headers": [],
    }
    emptied = {"utmTags": NO_UTM, "publicPreview": False, "emailType": "template", "dynamicContent": [_USELESS]}
    needed_by_put = ("language",)

    def check(
        self,
        store: Store,
        thing: Thing,
        body: Mapping[str, Any],
        how: How,
        problems: dict[str, list[str]],
        batch: bool,
    ) -> None:
        thing["dynamicContent"] = thing["dynamicContent"] or [_USELESS]
        if body.get("headers"):
            problems["headers"] = [EXTRA]
        address = thing["fromAddress"]
        if address and "@" not in address and "{" not in address:
            problems["fromAddress"] = [
                f"Provided value '{address}' is not an email address nor a token build on a email field type. "
                f"'{address}' is not a valid contact field token. A valid token example: "
                "'{contactfield=firstname|John}'"
            ]
        if "lists" in body or how == "put":
            self._lists(store, thing, body.get("lists") or [], problems)
        if thing["emailType"] == "list" and not thing["lists"] and not problems:
            problems["lists"] = [_NO_LIST]
        if how != "new":
            thing["revision"] += 1

    def _lists(self, store: Store, thing: Thing, said: Any, problems: dict[str, list[str]]) -> None:
        if any(isinstance(each, dict | list) for each in said):
            problems["lists"] = [INVALID]
        else:
            # Ids that are unknown are not among the choices, and drop out.
            thing["lists"] = [int(each) for each in said if int(each) in store.of("segments")]

    def shown(self, store: Store, thing: Thing) -> Thing:
        return {**thing, "lists": summary(store, thing["lists"])}
