"""Facts of Salesforce's metadata formats: which elements a field may have, and what one field says.

The tables follow the Metadata API reference (CustomField, ValueSet, GlobalValueSet, StandardValueSet). What is not
in them is reported and left out: a field that is read wrongly is worse than one that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mapconfig.language import NOTHING, Text, say
from mapconfig.read import crm_codes
from mapconfig.read.codes import Code


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMESPACE = "http://soap.sforce.com/2006/04/metadata"

#: Values of `<type>` in a CustomField.
TYPES = _words(
    "Address Array AutoNumber Checkbox Currency CustomDataType Date DateTime Email EncryptedText ExternalLookup File"
    " Geolocation Hierarchy Html IndirectLookup Location LongTextArea Lookup MasterDetail MetadataRelationship"
    " MultiselectPicklist Name Number Percent Phone Picklist Summary Text TextArea Time Url"
)

#: Types of field that hold the id of another record.
LOOKUPS = frozenset({"Lookup", "MasterDetail", "ExternalLookup", "IndirectLookup", "MetadataRelationship"})

#: Elements of a CustomField. Those that no attribute is made of are known and left out on purpose.
FIELD_ELEMENTS = _words(
    "businessOwnerGroup businessOwnerUser businessStatus caseSensitive complianceGroup customDataType defaultValue"
    " deleteConstraint deprecated description displayFormat displayLocationInDecimal elementType encryptionScheme"
    " escapeMarkup externalDeveloperName externalId fieldManageability formula formulaTreatBlanksAs fullName"
    " globalPicklist indexed inlineHelpText isAIPredictionField isConvertLeadDisabled isFilteringDisabled isNameField"
    " isSortingDisabled label length lookupFilter maskChar maskType metadataRelationshipControllingField"
    " mktDataLakeFieldAttributes mktDataModelFieldAttributes picklist populateExistingRows precision primaryKey"
    " readOnlyProxy referenceTargetField referenceTo relationshipLabel relationshipName relationshipOrder"
    " reparentableMasterDetail required restrictedAdminField scale securityClassification startingNumber stripMarkup"
    " summarizedField summaryFilterItems summaryForeignKey summaryOperation trackFeedHistory trackHistory"
    " trackTrending trueValueIndexed type unique valueSet visibleLines writeRequiresMasterRead"
)

#: Folders that lie beside `fields` under an object and say nothing about which fields there are.
OBJECT_FOLDERS = _words(
    "businessProcesses compactLayouts fieldSets fields indexes listViews recordTypes searchLayouts sharingReasons"
    " validationRules webLinks"
)

#: Standard fields whose values are in a standard value set ("StandardValueSet Names and Standard Picklist Fields").
STANDARD_VALUE_SETS = {
    "Account.AccountSource": "LeadSource",
    "Account.Industry": "Industry",
    "Account.Ownership": "AccountOwnership",
    "Account.Rating": "AccountRating",
    "Account.Type": "AccountType",
    "AccountContactRelation.Roles": "AccountContactMultiRoles",
    "AccountContactRole.Role": "AccountContactRole",
    "Asset.Status": "AssetStatus",
    "Campaign.Status": "CampaignStatus",
    "Campaign.Type": "CampaignType",
    "CampaignMember.Status": "CampaignMemberStatus",
    "Case.Origin": "CaseOrigin",
    "Case.Priority": "CasePriority",
    "Case.Reason": "CaseReason",
    "Case.Status": "CaseStatus",
    "Case.Type": "CaseType",
    "CaseContactRole.Role": "CaseContactRole",
    "Contact.LeadSource": "LeadSource",
    "Contact.Salutation": "Salutation",
    "Contract.Status": "ContractStatus",
    "ContractContactRole.Role": "ContractContactRole",
    "Entitlement.Type": "EntitlementType",
    "Event.Subject": "EventSubject",
    "Event.Type": "EventType",
    "Lead.Industry": "Industry",
    "Lead.LeadSource": "LeadSource",
    "Lead.Rating": "AccountRating",
    "Lead.Salutation": "Salutation",
    "Lead.Status": "LeadStatus",
    "Opportunity.LeadSource": "LeadSource",
    "Opportunity.StageName": "OpportunityStage",
    "Opportunity.Type": "OpportunityType",
    "OpportunityCompetitor.CompetitorName": "OpportunityCompetitor",
    "OpportunityContactRole.Role": "ContactRole",
    "Order.Status": "OrderStatus",
    "Order.Type": "OrderType",
    "Partner.Role": "PartnerRole",
    "Product2.Family": "Product2Family",
    "Quote.Status": "QuoteStatus",
    "Solution.Status": "SolutionStatus",
    "Task.Priority": "TaskPriority",
    "Task.Status": "TaskStatus",
    "Task.Subject": "TaskSubject",
    "Task.Type": "TaskType",
}

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


@dataclass(slots=True)
class Element:
    """One XML element. `text` is what stands directly in it, without the space around it; lines and columns count
    from 1."""

    tag: str
    line: int
    column: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, tag: str) -> Element | None:
        """The first child of that name."""
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, *tags: str) -> Iterator[Element]:
        """Every descendant reached by going down through `tags`."""
        for child in self.children:
            if child.tag == tags[0]:
                if len(tags) == 1:
                    yield child
                else:
                    yield from child.all(*tags[1:])

    def said(self, tag: str) -> str:
        """The text of the first child of that name; empty where there is none."""
        found = self.child(tag)
        return found.text if found is not None else ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one element that becomes a finding; `about` is what makes many alike ones the same remark."""

    code: Code
    line: int
    column: int
    detail: Text
    fix: Text = NOTHING
    about: str = ""


@dataclass(slots=True)
class Field:
    """One field of one object as its file says it; what other files add comes later.

    `value_set` names the value set that holds the values, if they are not written in the field itself. `names` are
    fields that this one reads, as they are written: ``Type``, ``Parent__r.Type``, ``Opportunity.Amount``.
    """

    object: str
    name: str
    line: int
    column: int
    attributes: dict[str, Any]
    value_set: str = ""
    names: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.object}.{self.name}"


def is_name(text: str) -> bool:
    """Whether `text` can be an API name."""
    return _NAME.match(text) is not None and len(text) <= 255


def is_custom(name: str) -> bool:
    """Whether somebody made this field, as against the CRM's own fields."""
    return "__" in name


def namespace(name: str) -> str:
    """The managed package that an API name belongs to: `ns` in ``ns__Plan__c``; empty for all others."""
    parts = name.split("__")
    return parts[0] if len(parts) > 2 and parts[0] else ""


_TEXTS = (("label", "label"), ("description", "description"), ("inlineHelpText", "help"), ("type", "type"))
_NUMBERS = (("length", "length"), ("precision", "precision"), ("scale", "scale"))
_CLAIMS = (("required", "required"), ("unique", "unique"), ("externalId", "external_id"))


def field_of(element: Element, object_name: str, remarks: list[Remark]) -> Field | None:
    """The field that a CustomField element, or `fields` in an object file, describes; None when it has no usable
    name."""
    name = element.said("fullName")
    if not is_name(name):
        remarks.append(
            Remark(
                crm_codes.NO_NAME,
                element.line,
                element.column,
                say(
                    "A field of {object} is called {name}, which is no API name, so nothing can refer to it and it was "
                    "left out.",
                    object=object_name,
                    name=repr(name),
                )
                if name
                else say(
                    "A field of {object} has no fullName, so nothing can refer to it and it was left out.",
                    object=object_name,
                ),
                say("Retrieve the field from Salesforce again."),
            )
        )
        return None
    made = Field(object_name, name, element.line, element.column, {})
    for child in element.children:
        if child.tag not in FIELD_ELEMENTS:
            remarks.append(
                Remark(
                    crm_codes.UNKNOWN_ELEMENT,
                    child.line,
                    child.column,
                    say(
                        "<{tag}> is not an element of a field that this reader knows, so it was left out.",
                        tag=child.tag,
                    ),
                    about=child.tag,
                )
            )
    attributes = made.attributes
    for tag, attribute in _TEXTS:
        said = element.said(tag)
        if said:
            attributes[attribute] = said
    _type(element, made, remarks)
    for tag, attribute in _NUMBERS:
        number = _number(element.child(tag), remarks)
        if number is not None:
            attributes[attribute] = number
    for tag, attribute in _CLAIMS:
        if _claim(element.child(tag), remarks):
            attributes[attribute] = True
    formula = element.said("formula")
    if formula:
        attributes["formula"] = formula
    _target(element, made, remarks)
    _values(element, made, remarks)
    if _claim(element.child("deprecated"), remarks) or element.said("businessStatus") == "DeprecateCandidate":
        attributes["deprecated"] = True
    if namespace(name):
        attributes["managed"] = namespace(name)
    made.names = tuple(dict.fromkeys(_names(element, object_name, formula)))
    return made


def _type(element: Element, made: Field, remarks: list[Remark]) -> None:
    said = element.child("type")
    if said is not None and said.text and said.text not in TYPES:
        remarks.append(
            Remark(
                crm_codes.UNKNOWN_TYPE,
                said.line,
                said.column,
                say(
                    "{text} is not a type of field that this reader knows. {key} keeps it as it is written, and no "
                    "check of types can be made on it.",
                    text=said.text,
                    key=made.key,
                ),
                about=said.text,
            )
        )
    elif (said is None or not said.text) and is_custom(made.name):
        # The CRM's own fields come without a type; for a field that somebody made one is always written.
        remarks.append(
            Remark(
                crm_codes.UNKNOWN_TYPE,
                element.line,
                element.column,
                say("{key} has no type, so no check of types can be made on it.", key=made.key),
                say("Retrieve the field from Salesforce again."),
                about=made.key,
            )
        )


def _target(element: Element, made: Field, remarks: list[Remark]) -> None:
    target = element.said("referenceTo")
    if target:
        made.attributes["reference_to"] = target
    elif made.attributes.get("type") in LOOKUPS and is_custom(made.name):
        remarks.append(
            Remark(
                crm_codes.NO_TARGET,
                element.line,
                element.column,
                say(
                    "{key} is a {type} and does not say of what object, so what lies behind it cannot be followed.",
                    key=made.key,
                    type=made.attributes["type"],
                ),
                say("Retrieve the field from Salesforce again."),
                about=made.key,
            )
        )


def _values(element: Element, made: Field, remarks: list[Remark]) -> None:
    modern, old = element.child("valueSet"), element.child("picklist")
    named = element.said("globalPicklist")
    if modern is not None:
        named = modern.said("valueSetName") or named
        found = list(modern.all("valueSetDefinition", "value"))
        controlled = modern.said("controllingField")
    elif old is not None:
        found = list(old.all("picklistValues"))
        controlled = old.said("controllingField")
    else:
        found, controlled = [], ""
    if found:
        values, retired = values_of(found, made.key, remarks)
        made.attributes["values"] = values
        if retired:
            made.attributes["inactive_values"] = retired
    elif named:
        made.value_set = named
    elif not is_custom(made.name):
        made.value_set = STANDARD_VALUE_SETS.get(made.key, "")
    if controlled:
        made.attributes["controlled_by"] = controlled


def values_of(elements: list[Element], owner: str, remarks: list[Remark]) -> tuple[list[str], list[str]]:
    """The API names of the values that can be chosen, and of those that only old records still have."""
    seen: set[str] = set()
    values: list[str] = []
    retired: list[str] = []
    for element in elements:
        name = element.said("fullName")
        if not name:
            remarks.append(
                Remark(
                    crm_codes.WRONG_VALUE,
                    element.line,
                    element.column,
                    say("A value of {owner} has no fullName, so it was left out.", owner=owner),
                )
            )
        elif name.casefold() in seen:
            remarks.append(
                Remark(
                    crm_codes.VALUE_TWICE,
                    element.line,
                    element.column,
                    say(
                        "{owner} has the value {name} twice. Salesforce does not tell capital letters apart here.",
                        owner=owner,
                        name=repr(name),
                    ),
                    say("Remove one of them."),
                )
            )
        else:
            seen.add(name.casefold())
            active = element.child("isActive")
            (retired if active is not None and active.text == "false" else values).append(name)
    return values, retired


def _number(element: Element | None, remarks: list[Remark]) -> int | None:
    if element is None or not element.text:
        return None
    if element.text.isascii() and element.text.isdigit() and len(element.text) < 10:
        return int(element.text)
    remarks.append(
        Remark(
            crm_codes.WRONG_VALUE,
            element.line,
            element.column,
            say(
                "<{tag}> must be a whole number and is {text}, so it was left out.",
                tag=element.tag,
                text=repr(element.text[:40]),
            ),
        )
    )
    return None


def _claim(element: Element | None, remarks: list[Remark]) -> bool:
    if element is None or element.text in ("false", "0", ""):
        return False
    if element.text in ("true", "1"):
        return True
    remarks.append(
        Remark(
            crm_codes.WRONG_VALUE,
            element.line,
            element.column,
            say(
                "<{tag}> must be true or false and is {text}, so it was left out.",
                tag=element.tag,
                text=repr(element.text[:40]),
            ),
        )
    )
    return False


#: Texts and comments in a formula, or a name with dots that no opening bracket follows (that would be a function).
_FORMULA = re.compile(
    r'"(?:[^"\\]|\\.)*"'
    r"|'(?:[^'\\]|\\.)*'"
    r"|/\*.*?\*/"
    r"|(?P<name>[A-Za-z$][\w$]*(?:\.[A-Za-z]\w*)*)(?P<call>\s*\()?",
    re.DOTALL,
)


def _names(element: Element, object_name: str, formula: str) -> Iterator[str]:
    """Fields that the value of this one depends on, as they are written."""
    for tag in ("summarizedField", "summaryForeignKey"):
        said = element.said(tag)
        if said:
            yield said
    for tag in ("summaryFilterItems", "lookupFilter"):
        for outer in element.all(tag):
            for item in (outer, *outer.all("filterItems")):
                said = item.said("field")
                if said and not said.startswith("$"):
                    yield said
    controlling = element.child("valueSet") or element.child("picklist")
    if controlling is not None and controlling.said("controllingField"):
        yield f"{object_name}.{controlling.said('controllingField')}"
    for match in _FORMULA.finditer(formula):
        name = match["name"]
        if name and not match["call"] and not name.startswith("$"):
            yield name


def resolve(name: str, object_name: str, known: Callable[[str, str], Field | None]) -> Field | None:
    """The field that `name` means when a field of `object_name` says it, or None where that cannot be told for sure.

    `known` gives a field by object and name. Steps go through lookups: ``Parent__r`` is the lookup ``Parent__c``;
    ``Account`` is the object of that name, since a standard relationship that is called like a standard object leads
    to that object.
    """
    at = object_name
    *steps, last = name.split(".")
    for step in steps:
        if step.endswith("__r"):
            lookup = known(at, step[:-1] + "c")
            target = lookup.attributes.get("reference_to") if lookup is not None else None
            if target is None:
                return None
            at = target
        else:
            at = step
    return known(at, last)
