"""A CRM of any size as Salesforce metadata files, for tests: the same seed always gives the same files.

What it writes follows the Metadata API reference: standard and custom objects, managed packages, custom metadata
types, platform events, every type of field, inline, global and standard value sets, dependent picklists, formulas
that go through lookups, roll-ups, lookup filters; and beside the fields what real projects have there: record types,
validation rules, list views, layouts, translations, classes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from html import escape

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'

STANDARD = {
    "Account": {
        "AccountNumber": "",
        "AccountSource": "Picklist",
        "Industry": "Picklist",
        "Name": "",
        "NumberOfEmployees": "",
        "OwnerId": "Lookup",
        "ParentId": "Hierarchy",
        "Type": "Picklist",
        "Website": "",
    },
    "Contact": {
        "AccountId": "Lookup",
        "Email": "",
        "HasOptedOutOfEmail": "",
        "LeadSource": "Picklist",
        "Name": "",
        "Title": "",
    },
    "Lead": {
        "Company": "",
        "Email": "",
        "HasOptedOutOfEmail": "",
        "Industry": "Picklist",
        "LeadSource": "Picklist",
        "Rating": "Picklist",
        "Status": "Picklist",
    },
    "Opportunity": {
        "AccountId": "Lookup",
        "Amount": "",
        "CloseDate": "",
        "LeadSource": "Picklist",
        "StageName": "Picklist",
        "Type": "Picklist",
    },
    "Contract": {"AccountId": "Lookup", "EndDate": "", "Status": "Picklist"},
    "Campaign": {"Status": "Picklist", "Type": "Picklist"},
    "Case": {"Origin": "Picklist", "Priority": "Picklist", "Status": "Picklist"},
}

SETS = {
    "AccountType": ("Customer", "Prospect", "Partner", "Former Customer"),
    "Industry": ("Banking", "Insurance", "Hospitality & Travel", "Zoë's <Other>"),
    "LeadSource": ("Web", "Event", "Partner Referral", "Purchased List"),
    "LeadStatus": ("Open - Not Contacted", "Working - Contacted", "Closed - Converted"),
    "OpportunityStage": ("Prospecting", "Negotiation/Review", "Closed Won", "Closed Lost"),
}

WORDS = str.split(
    "Plan Region Tier Segment Budget Renewal Health Score Channel Source Contract Usage Billing Partner Product Family"
    " Licence Support Owner Country Language Onboarding Churn Risk Territory"
)

TYPES = str.split(
    "AutoNumber Checkbox Currency Date DateTime Email EncryptedText Html LongTextArea Lookup MasterDetail"
    " MultiselectPicklist Number Percent Phone Picklist Text TextArea Time Url Formula Summary GlobalPicklist"
    " DependentPicklist Geolocation"
)


def crm_tree(objects: int = 110, fields: int = 40, seed: int = 1, root: str = "crm/") -> dict[str, bytes]:
    """Files by path: `objects` objects with `fields` custom fields each, beside the standard fields."""
    chance = random.Random(seed)
    files: dict[str, bytes] = {}
    for path, text in _files(chance, objects, fields):
        data = text.encode()
        files[root + path] = data.replace(b"\n", b"\r\n") if chance.random() < 0.1 else data
    return files


def custom_field(name: str, label: str, inner: str, kind: str) -> str:
    """A field file with these elements between label and type."""
    return (
        f"{HEAD}<CustomField {XMLNS}>\n    <fullName>{name}</fullName>\n    <externalId>false</externalId>\n"
        f"    <label>{escape(label)}</label>\n{inner}"
        f"    <trackHistory>false</trackHistory>\n    <trackTrending>false</trackTrending>\n"
        + (f"    <type>{kind}</type>\n" if kind else "")
        + "</CustomField>\n"
    )


def values(names: tuple[str, ...], element: str = "value") -> str:
    """Values of a picklist; the last of more than three can no longer be chosen."""
    out = []
    for index, name in enumerate(names):
        retired = "<isActive>false</isActive>" if index == 3 else ""
        out.append(
            f"            <{element}>\n                <fullName>{escape(name)}</fullName>\n"
            f"                <default>{'true' if index == 0 else 'false'}</default>{retired}\n"
            f"                <label>{escape(name)}</label>\n            </{element}>\n"
        )
    return "".join(out)


def _files(chance: random.Random, objects: int, fields: int) -> Iterator[tuple[str, str]]:
    for name, entries in SETS.items():
        inner = values(entries, "standardValue")
        yield (
            f"standardValueSets/{name}.standardValueSet-meta.xml",
            f"{HEAD}<StandardValueSet {XMLNS}>\n<sorted>false</sorted>\n{inner}</StandardValueSet>\n",
        )
    yield (
        "globalValueSets/Region.globalValueSet-meta.xml",
        f"{HEAD}<GlobalValueSet {XMLNS}>\n<masterLabel>Region</masterLabel>\n"
        f"{values(('EMEA', 'APAC', 'Americas', 'Other'), 'customValue')}<sorted>false</sorted>\n</GlobalValueSet>\n",
    )
    names = [*STANDARD][:objects]
    for number in range(objects - len(names)):
        word = WORDS[number % len(WORDS)]
        suffix = ("__c", "__c", "__c", "__mdt", "__e", "__x")[number % 6]
        names.append(f"{'acme__' if number % 4 == 0 else ''}{word}_{number}{suffix}")
    for index, name in enumerate(names):
        place = ("", "force-app/main/default/", "packages/sales/main/default/")[index % 3] + f"objects/{name}"
        yield from _object(chance, name, place, fields, names)
    yield "force-app/main/default/classes/Thing.cls-meta.xml", f"{HEAD}<ApexClass {XMLNS}/>\n"
    yield "force-app/main/default/classes/Thing.cls", "public class Thing {}\n"
    yield "package.xml", f"{HEAD}<Package {XMLNS}/>\n"


def _object(chance: random.Random, name: str, place: str, fields: int, objects: list[str]) -> Iterator[tuple[str, str]]:
    label = f"{HEAD}<CustomObject {XMLNS}>\n    <label>{name}</label>\n"
    if "__" in name:
        label += "    <nameField>\n        <label>Name</label>\n        <type>Text</type>\n    </nameField>\n"
    yield f"{place}/{name}.object-meta.xml", label + "    <sharingModel>Private</sharingModel>\n</CustomObject>\n"
    for standard, kind in STANDARD.get(name, {}).items():
        inner = "    <referenceTo>Account</referenceTo>\n" if standard == "AccountId" else ""
        text = f"{HEAD}<CustomField {XMLNS}>\n    <fullName>{standard}</fullName>\n{inner}"
        text += "    <trackFeedHistory>false</trackFeedHistory>\n" + (f"    <type>{kind}</type>\n" if kind else "")
        yield f"{place}/fields/{standard}.field-meta.xml", text + "</CustomField>\n"
    made: list[str] = []
    for number in range(fields):
        sort = TYPES[number % len(TYPES)]
        word = f"{chance.choice(WORDS)}_{number}"
        field = f"{'acme__' if number % 7 == 3 else ''}{word}__c"
        yield f"{place}/fields/{field}.field-meta.xml", _field(chance, name, field, sort, made, objects)
        made.append(field)
    yield (
        f"{place}/recordTypes/Default.recordType-meta.xml",
        f"{HEAD}<RecordType {XMLNS}><fullName>D</fullName></RecordType>",
    )
    yield f"{place}/validationRules/R.validationRule-meta.xml", f"{HEAD}<ValidationRule {XMLNS}/>"
    yield f"{place}/listViews/All.listView-meta.xml", f"{HEAD}<ListView {XMLNS}/>"
    translations = place.replace("objects/", "objectTranslations/") + "-fr"
    translated = f"{HEAD}<CustomObjectTranslation {XMLNS}><fields><label>Été</label></fields></CustomObjectTranslation>"
    yield f"{translations}/{name}-fr.objectTranslation-meta.xml", translated
    yield (
        f"{translations}/Plan__c.fieldTranslation-meta.xml",
        f"{HEAD}<CustomFieldTranslation {XMLNS}><label>Offre</label><name>Plan__c</name></CustomFieldTranslation>",
    )


def _field(chance: random.Random, owner: str, name: str, sort: str, made: list[str], objects: list[str]) -> str:
    label = name.replace("__c", "").replace("_", " ") + (" & Überblick" if chance.random() < 0.05 else "")
    inner = "    <description>Set by the sales team &lt;at least&gt; once a year.</description>\n"
    inner += "    <inlineHelpText>Ask the owner.</inlineHelpText>\n"
    kind = sort
    if sort in ("Text", "EncryptedText"):
        inner += "    <length>255</length>\n    <required>true</required>\n    <unique>true</unique>\n"
    elif sort in ("Number", "Currency", "Percent"):
        inner += "    <precision>18</precision>\n    <scale>2</scale>\n"
    elif sort in ("Lookup", "MasterDetail"):
        inner += f"    <referenceTo>{chance.choice(objects)}</referenceTo>\n"
        inner += f"    <relationshipName>{name[:-3]}s</relationshipName>\n"
        inner += (
            "    <lookupFilter>\n        <active>true</active>\n        <filterItems>\n"
            "            <field>Account.Type</field>\n            <operation>equals</operation>\n"
            "            <value>Customer</value>\n        </filterItems>\n    </lookupFilter>\n"
        )
    elif sort in ("Picklist", "MultiselectPicklist"):
        listed = values(("Gold", "Silver & Bronze", "Tin", "Lead"))
        inner += (
            "    <valueSet>\n        <restricted>true</restricted>\n        <valueSetDefinition>\n"
            f"            <sorted>false</sorted>\n{listed}        </valueSetDefinition>\n    </valueSet>\n"
        )
    elif sort == "GlobalPicklist":
        kind = "Picklist"
        inner += "    <valueSet>\n        <valueSetName>Region</valueSetName>\n    </valueSet>\n"
    elif sort == "DependentPicklist":
        kind = "Picklist"
        on = next((other for other in reversed(made) if other), "Type")
        listed = values(("North", "South"))
        inner += (
            f"    <valueSet>\n        <controllingField>{on}</controllingField>\n        <valueSetDefinition>\n{listed}"
            "        </valueSetDefinition>\n        <valueSettings>\n"
            "            <controllingFieldValue>Gold</controllingFieldValue>\n"
            "            <valueName>North</valueName>\n"
            "        </valueSettings>\n    </valueSet>\n"
        )
    elif sort == "Formula":
        kind = "Text"
        before = made[-1] if made else "Name"
        inner += (
            f"    <formula>IF( ISBLANK({before}), &quot;none of {before}&quot;, /* Account.Name */ TEXT(Account.Type) )"
            "</formula>\n    <formulaTreatBlanksAs>BlankAsZero</formulaTreatBlanksAs>\n"
        )
    elif sort == "Summary":
        inner += (
            "    <summarizedField>Opportunity.Amount</summarizedField>\n"
            "    <summaryFilterItems>\n        <field>Opportunity.StageName</field>\n"
            "        <operation>equals</operation>\n        <value>Closed Won</value>\n    </summaryFilterItems>\n"
            "    <summaryForeignKey>Opportunity.AccountId</summaryForeignKey>\n"
            "    <summaryOperation>sum</summaryOperation>\n"
        )
    elif sort == "Geolocation":
        kind = "Location"
        inner += "    <displayLocationInDecimal>true</displayLocationInDecimal>\n    <scale>5</scale>\n"
    return custom_field(name, label, inner, kind)
