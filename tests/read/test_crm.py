"""What a person may rely on when a Salesforce project lies below `crm/`."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.crm_files import Files, codes, field_file, one, read, refused
from tests.read.crm_tree import HEAD, XMLNS, crm_tree, values
from tests.steps import steps

from mapconfig.finding import Place, Severity
from mapconfig.model import Origin
from mapconfig.read.crm import TOLD, locate, read_crm
from mapconfig.read.crm_codes import CODES
from mapconfig.read.salesforce import namespace, resolve


def test_a_field_becomes_an_asset_with_what_its_file_says() -> None:
    """
    Label, type, length and the rest of a field are there under plain names, with the file it came from.
    """
    inner = (
        "    <description>What they bought</description>\n    <inlineHelpText>Ask billing</inlineHelpText>\n"
        "    <length>80</length>\n    <required>true</required>\n    <unique>true</unique>\n"
    )

    asset, findings = one(inner)

    assert findings == []
    assert asset.origin == Origin("crm/objects/Account/fields/Plan__c.field-meta.xml")
    assert asset.attributes == {
        "label": "Plan",
        "description": "What they bought",
        "help": "Ask billing",
        "type": "Text",
        "length": 80,
        "required": True,
        "unique": True,
    }


def test_both_layouts_of_a_salesforce_project_are_read() -> None:
    """
    It does not matter where below crm/ the objects folder lies.
    """
    assets, findings = read(
        {
            "crm/objects/Account/fields/A__c.field-meta.xml": field_file("", "A__c"),
            "crm/force-app/main/default/objects/Lead/fields/B__c.field-meta.xml": field_file("", "B__c"),
            "crm/packages/x/objects/objects/fields/C__c.field-meta.xml": field_file("", "C__c"),
        }
    )

    assert findings == []
    assert list(assets) == ["crm-field/Account.A__c", "crm-field/Lead.B__c", "crm-field/objects.C__c"]


def test_files_outside_the_crm_folder_are_not_read() -> None:
    """
    A Salesforce project elsewhere in the org is not the org's CRM.
    """
    assets, findings = read({"other/objects/Account/fields/A__c.field-meta.xml": OSError("must not be read")})

    assert (assets, findings) == ({}, [])


def test_the_old_format_with_all_fields_in_one_file_is_read() -> None:
    """
    Fields of an .object file are assets like any other; what else is in the file is left out.
    """
    text = (
        f"{HEAD}<CustomObject {XMLNS}>\n<actionOverrides><actionName>View</actionName></actionOverrides>\n"
        "<fields>\n<fullName>Type</fullName>\n<type>Picklist</type>\n<picklist>\n"
        "<picklistValues><fullName>Customer</fullName></picklistValues>\n"
        "<picklistValues><fullName>Prospect</fullName></picklistValues>\n</picklist>\n</fields>\n"
        "<fields><fullName>Size__c</fullName><type>Number</type><precision>4</precision></fields>\n"
        "<listViews><fullName>All</fullName><filters><field>Type</field></filters></listViews>\n"
        "</CustomObject>"
    )

    assets, findings = read({"crm/objects/Account.object": text})

    assert findings == []
    assert {str(a): dict(asset.attributes) for a, asset in assets.items()} == {
        "crm-field/Account.Size__c": {"type": "Number", "precision": 4},
        "crm-field/Account.Type": {"type": "Picklist", "values": ["Customer", "Prospect"]},
    }
    assert assets["crm-field/Account.Size__c"].origin == Origin("crm/objects/Account.object", 1)


def test_the_name_of_a_custom_object_is_a_field() -> None:
    """
    A custom object describes its Name field in its own file.
    """
    text = (
        f"{HEAD}<CustomObject {XMLNS}><nameField><label>Visit</label><type>AutoNumber</type></nameField></CustomObject>"
    )

    assets, findings = read({"crm/objects/Visit__c/Visit__c.object-meta.xml": text})

    assert findings == []
    assert assets["crm-field/Visit__c.Name"].attributes == {"label": "Visit", "type": "AutoNumber"}


def test_a_name_that_has_a_file_of_its_own_is_one_field() -> None:
    """
    What both say is put together, and the field's own file counts for more.
    """
    text = (
        f"{HEAD}<CustomObject {XMLNS}><nameField><label>Visit</label><type>AutoNumber</type></nameField></CustomObject>"
    )
    own = f"{HEAD}<CustomField {XMLNS}><fullName>Name</fullName><label>Visit no.</label></CustomField>"

    assets, findings = read(
        {
            "crm/objects/Visit__c/Visit__c.object-meta.xml": text,
            "crm/objects/Visit__c/fields/Name.field-meta.xml": own,
        }
    )

    assert findings == []
    assert assets["crm-field/Visit__c.Name"].attributes == {"label": "Visit no.", "type": "AutoNumber"}
    assert assets["crm-field/Visit__c.Name"].origin == Origin("crm/objects/Visit__c/fields/Name.field-meta.xml")


@pytest.mark.parametrize(
    ("owner", "inner", "kind"),
    [
        (
            "Binding__mdt",
            "<fieldManageability>SubscriberControlled</fieldManageability><referenceTo>EntityDefinition</referenceTo>"
            "<relationshipLabel>Bindings</relationshipLabel><relationshipName>Bindings</relationshipName>",
            "MetadataRelationship",
        ),
        (
            "Log__e",
            "<isFilteringDisabled>false</isFilteringDisabled><isNameField>false</isNameField>"
            "<isSortingDisabled>false</isSortingDisabled><length>5</length>",
            "Text",
        ),
        (
            "Opportunity",
            "<deleteConstraint>SetNull</deleteConstraint><referenceTo>Contact</referenceTo>"
            "<relationshipLabel>Deals (Guest)</relationshipLabel><relationshipName>Guests</relationshipName>",
            "Lookup",
        ),
        (
            "Line__c",
            "<referenceTo>Order__c</referenceTo><relationshipName>Lines</relationshipName>"
            "<relationshipOrder>0</relationshipOrder><reparentableMasterDetail>false</reparentableMasterDetail>"
            "<writeRequiresMasterRead>false</writeRequiresMasterRead>",
            "MasterDetail",
        ),
        (
            "Contact",
            "<complianceGroup>GDPR;PII</complianceGroup><securityClassification>Restricted</securityClassification>"
            "<businessOwnerUser>ana@example.com</businessOwnerUser><caseSensitive>true</caseSensitive>",
            "Email",
        ),
        ("Account", "<displayFormat>A-{0000}</displayFormat><startingNumber>1</startingNumber>", "AutoNumber"),
        ("Account", "<maskChar>asterisk</maskChar><maskType>lastFour</maskType><length>20</length>", "EncryptedText"),
        ("Account", "<stripMarkup>true</stripMarkup><visibleLines>10</visibleLines><length>32768</length>", "Html"),
    ],
)
def test_what_real_projects_have_is_known(owner: str, inner: str, kind: str) -> None:
    """
    Custom metadata, platform events, data classification, masks: none of it is news to the reader.
    """
    assets, findings = read({f"crm/objects/{owner}/fields/X__c.field-meta.xml": field_file(inner, "X__c", kind)})

    assert findings == []
    assert assets[f"crm-field/{owner}.X__c"].attributes["type"] == kind


def test_values_written_in_the_field_come_in_their_order() -> None:
    """
    Values that can no longer be chosen are kept apart, since old records still have them.
    """
    inner = f"<valueSet><valueSetDefinition>{values(('C', 'A', 'B & D', 'Old'))}</valueSetDefinition></valueSet>"

    asset, findings = one(inner, kind="Picklist")

    assert findings == []
    assert asset.attributes["values"] == ["C", "A", "B & D"]
    assert asset.attributes["inactive_values"] == ["Old"]


def test_values_of_a_global_value_set_are_filled_in() -> None:
    """
    A field that takes its values from a global value set has them, and says where they come from.
    """
    inner = "<valueSet><restricted>true</restricted><valueSetName>Regions</valueSetName></valueSet>"
    listed = values(("EMEA", "APAC", "US", "Other"), "customValue")
    regions = f"{HEAD}<GlobalValueSet {XMLNS}><masterLabel>R</masterLabel>{listed}</GlobalValueSet>"

    asset, findings = one(inner, kind="Picklist", **{"globalValueSets/Regions.globalValueSet-meta.xml": regions})

    assert findings == []
    assert asset.attributes["value_set"] == "Regions"
    assert asset.attributes["values"] == ["EMEA", "APAC", "US"]
    assert asset.attributes["inactive_values"] == ["Other"]


@pytest.mark.parametrize("name", ["Regoins", "Elsewhere"])
def test_a_value_set_that_no_file_defines_is_reported(name: str) -> None:
    """
    The values are unknown then, and the finding says so and what to retrieve.
    """
    inner = f"<valueSet><valueSetName>{name}</valueSetName></valueSet>"
    regions = f"{HEAD}<GlobalValueSet {XMLNS}/>"

    asset, (finding,) = one(inner, kind="Picklist", **{"globalValueSets/Regions.globalValueSet-meta.xml": regions})

    assert "values" not in asset.attributes
    assert (finding.code, finding.address) == ("MC058", asset.address)
    assert ("Did you mean Regions?" in finding.detail) == (name == "Regoins")


def test_values_of_a_standard_field_come_from_its_standard_value_set() -> None:
    """
    Account.Type has the values of AccountType where that file is there, and none are made up where it is not.
    """
    kinds = f"{HEAD}<StandardValueSet {XMLNS}>{values(('Customer', 'Prospect'), 'standardValue')}</StandardValueSet>"
    bare = f"{HEAD}<CustomField {XMLNS}><fullName>{{}}</fullName><type>Picklist</type></CustomField>"
    assets, findings = read(
        {
            "crm/standardValueSets/AccountType.standardValueSet-meta.xml": kinds,
            "crm/objects/Account/fields/Type.field-meta.xml": bare.format("Type"),
            "crm/objects/Account/fields/Rating.field-meta.xml": bare.format("Rating"),
        }
    )

    assert findings == []
    assert assets["crm-field/Account.Type"].attributes["values"] == ["Customer", "Prospect"]
    assert assets["crm-field/Account.Rating"].attributes == {"type": "Picklist"}


def test_a_value_set_that_two_files_define_is_reported() -> None:
    """
    The first one counts, and nobody has to guess which that was.
    """
    text = f"{HEAD}<GlobalValueSet {XMLNS}/>"

    _, (finding,) = read({"crm/a/R.globalValueSet-meta.xml": text, "crm/b/R.globalValueSet-meta.xml": text})

    assert (finding.code, finding.place) == ("MC055", Place("crm/b/R.globalValueSet-meta.xml", 2, 1))


def test_a_dependent_picklist_names_what_controls_it() -> None:
    """
    The controlling field is among the fields that this one depends on, when it is known.
    """
    inner = (
        "<valueSet><controllingField>Region__c</controllingField><valueSetDefinition>"
        f"{values(('N',))}</valueSetDefinition><valueSettings><valueName>N</valueName></valueSettings></valueSet>"
    )
    region = field_file("", "Region__c")

    asset, findings = one(inner, kind="Picklist", **{"objects/Account/fields/Region__c.field-meta.xml": region})

    assert findings == []
    assert asset.attributes["controlled_by"] == "Region__c"
    assert asset.attributes["uses"] == ["crm-field/Account.Region__c"]


def test_a_formula_depends_on_the_fields_it_names() -> None:
    """
    Fields are found through lookups, and a name in a text, in a comment or of a function is no field.
    """
    formula = (
        'IF(Region__c = "Size__c", Parent_Deal__r.Amount__c,'
        " /* Size__c */ Account.Type & $User.Size__c & Text(Gone__c))"
    )
    files: dict[str, bytes | str | Exception] = {
        "crm/objects/Deal__c/fields/Sum__c.field-meta.xml": field_file(
            f"<formula>{formula.replace('&', '&amp;')}</formula>", "Sum__c"
        ),
        "crm/objects/Deal__c/fields/Parent_Deal__c.field-meta.xml": field_file(
            "<referenceTo>Deal__c</referenceTo>", "Parent_Deal__c", "Lookup"
        ),
        "crm/objects/Account/fields/Type.field-meta.xml": field_file("", "Type"),
    }
    for name in ("Region__c", "Size__c", "Amount__c", "Text"):
        files[f"crm/objects/Deal__c/fields/{name}.field-meta.xml"] = field_file("", name)

    assets, findings = read(files)

    assert findings == []
    assert assets["crm-field/Deal__c.Sum__c"].attributes["formula"] == formula
    assert assets["crm-field/Deal__c.Sum__c"].attributes["uses"] == [
        "crm-field/Account.Type",
        "crm-field/Deal__c.Amount__c",
        "crm-field/Deal__c.Region__c",
    ]


def test_a_name_that_goes_through_an_unknown_lookup_means_nothing() -> None:
    """
    Where it cannot be told for sure which field is meant, none is named.
    """
    assert resolve("Gone__r.Size__c", "Deal__c", lambda owner, name: None) is None


def test_a_roll_up_depends_on_what_it_sums_and_filters() -> None:
    """
    A change of the summed field, of the way to it or of a filter reaches the roll-up.
    """
    inner = (
        "<summarizedField>Opportunity.Amount</summarizedField><summaryForeignKey>Opportunity.AccountId</summaryForeignKey>"
        "<summaryFilterItems><field>Opportunity.StageName</field></summaryFilterItems>"
    )
    more = {
        f"objects/Opportunity/fields/{name}.field-meta.xml": field_file("", name)
        for name in ("Amount", "AccountId", "StageName")
    }

    asset, findings = one(inner, kind="Summary", **more)

    assert findings == []
    assert asset.attributes["uses"] == [
        "crm-field/Opportunity.AccountId",
        "crm-field/Opportunity.Amount",
        "crm-field/Opportunity.StageName",
    ]


def test_a_lookup_says_where_it_leads_and_what_filters_it() -> None:
    """
    Filters on the user who is looking are no fields of the CRM.
    """
    inner = (
        "<referenceTo>Account</referenceTo><lookupFilter><active>true</active>"
        "<filterItems><field>Account.Size__c</field></filterItems>"
        "<filterItems><field>$User.Id</field></filterItems></lookupFilter>"
    )
    size = field_file("", "Size__c")

    asset, findings = one(inner, kind="Lookup", **{"objects/Account/fields/Size__c.field-meta.xml": size})

    assert findings == []
    assert asset.attributes["reference_to"] == "Account"
    assert asset.attributes["uses"] == ["crm-field/Account.Size__c"]


def test_a_lookup_without_a_target_is_reported() -> None:
    """
    What lies behind it cannot be followed, and that is said.
    """
    _, findings = one("", kind="MasterDetail")

    assert codes(findings) == ["MC064"]


def test_a_field_of_a_managed_package_names_the_package() -> None:
    """
    Such fields change when the package is upgraded, by nobody's hand.
    """
    asset, findings = one("", name="acme__Plan__c")

    assert findings == []
    assert asset.attributes["managed"] == "acme"
    assert [namespace(name) for name in ("Plan", "Plan__c", "a_b__Plan__c", "__x__c")] == ["", "", "a_b", ""]


@pytest.mark.parametrize(
    "inner", ["<deprecated>true</deprecated>", "<businessStatus>DeprecateCandidate</businessStatus>"]
)
def test_a_field_that_is_to_go_says_so(inner: str) -> None:
    """
    Salesforce marks such fields in two ways, and both count.
    """
    asset, findings = one(inner)

    assert findings == []
    assert asset.attributes["deprecated"] is True


def test_an_unknown_type_is_kept_and_reported() -> None:
    """
    A type of a later release of Salesforce is not turned into one that is known.
    """
    asset, (finding,) = one("", kind="Hologram")

    assert asset.attributes["type"] == "Hologram"
    assert (finding.code, finding.severity) == ("MC056", Severity.WARNING)
    assert finding.place == Place("crm/objects/Account/fields/Plan__c.field-meta.xml", 8, 5)


def test_a_custom_field_without_a_type_is_reported_and_a_standard_one_is_not() -> None:
    """
    Salesforce writes no type for most of its own fields.
    """
    _, custom = one("", kind="")
    _, standard = one("", name="Phone", kind="")

    assert (codes(custom), codes(standard)) == (["MC056"], [])


def test_an_unknown_element_is_reported_three_times_and_then_counted() -> None:
    """
    A new release of Salesforce does not drown everything else in findings.
    """
    files: dict[str, bytes | str | Exception] = {
        f"crm/objects/Account/fields/F{n}__c.field-meta.xml": field_file("<quantum>1</quantum>", f"F{n}__c")
        for n in range(9)
    }

    assets, findings = read(files)

    assert len(assets) == 9
    assert codes(findings) == ["MC057"] * (TOLD + 1)
    assert findings[-1].detail == "quantum: found 9 times; the first 3 are listed with their place."


def test_a_field_that_two_files_define_differently_is_an_error_naming_both() -> None:
    """
    Which of the two is the truth is for a person to say.
    """
    assets, (finding,) = read(
        {
            "crm/a/objects/Account/fields/P__c.field-meta.xml": field_file("", "P__c"),
            "crm/b/objects/Account/fields/P__c.field-meta.xml": field_file("<length>9</length>", "P__c"),
        }
    )

    assert "length" not in assets["crm-field/Account.P__c"].attributes
    assert (finding.code, finding.severity) == ("MC055", Severity.ERROR)
    assert finding.place == Place("crm/b/objects/Account/fields/P__c.field-meta.xml", 2, 1)
    assert "crm/a/objects/Account/fields/P__c.field-meta.xml:2" in finding.detail


def test_a_field_that_two_files_define_alike_is_only_mentioned() -> None:
    """
    Projects of several packages carry the same standard field more than once.
    """
    _, (finding,) = read(
        {
            "crm/a/objects/Account/fields/P__c.field-meta.xml": field_file("", "P__c"),
            "crm/b/objects/Account/fields/P__c.field-meta.xml": field_file("", "P__c"),
        }
    )

    assert (finding.code, finding.severity) == ("MC065", Severity.INFO)


def test_a_field_that_is_not_called_like_its_file_keeps_its_own_name() -> None:
    """
    The name in the file is what Salesforce would deploy.
    """
    assets, (finding,) = read({"crm/objects/Account/fields/Old__c.field-meta.xml": field_file("", "New__c")})

    assert list(assets) == ["crm-field/Account.New__c"]
    assert (finding.code, finding.fix) == ("MC059", "Rename the file to New__c.field-meta.xml.")


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "has no fullName"), ("Plan c", "no API name"), ("é__c", "no API name"), ("x" * 300, "no API")],
)
def test_a_field_without_a_usable_name_is_an_error(name: str, words: str) -> None:
    """
    Nothing could refer to it, so it is not silently dropped.
    """
    finding = refused(field_file("", name))

    assert finding.code == "MC054"
    assert words in finding.detail


@pytest.mark.parametrize(
    "path",
    ["crm/objects/Bad Name/fields/A__c.field-meta.xml", "crm/objects/Bad Name.object"],
)
def test_an_object_without_a_usable_name_is_an_error(path: str) -> None:
    """
    An address could not be made of it.
    """
    assets, findings = read({path: field_file("", "A__c")})

    assert (assets, codes(findings)) == ({}, ["MC054"])


def test_a_field_file_outside_an_object_is_reported() -> None:
    """
    Nobody can tell of which object the field is.
    """
    assets, findings = read({"crm/fields/A__c.field-meta.xml": field_file("", "A__c")})

    assert (assets, codes(findings)) == ({}, ["MC061"])


def test_an_unknown_folder_of_an_object_is_mentioned_and_known_ones_are_not() -> None:
    """
    Record types, list views and translations are left out on purpose; news from Salesforce are not passed over.
    """
    ignored = [
        "crm/objects/Account/recordTypes/A.recordType-meta.xml",
        "crm/objects/Account/listViews/A.listView-meta.xml",
        "crm/objects/README.md",
        "crm/objectTranslations/Account-fr/Plan__c.fieldTranslation-meta.xml",
        "crm/layouts/A.layout-meta.xml",
    ]

    assets, (finding,) = read(dict.fromkeys([*ignored, "crm/objects/Account/oracles/A.oracle-meta.xml"], "no xml"))

    assert assets == {}
    assert (finding.code, finding.place) == ("MC062", Place("crm/objects/Account/oracles/A.oracle-meta.xml", 1, 1))


@pytest.mark.parametrize(
    ("element", "code"),
    [
        ("<length>many</length>", "MC060"),
        ("<length>-1</length>", "MC060"),
        ("<length>99999999999</length>", "MC060"),
        ("<length/>", ""),
        ("<required>yes</required>", "MC060"),
        ("<required/>", ""),
        ("<unique>1</unique>", ""),
        ("<valueSet><valueSetDefinition><value><label>x</label></value></valueSetDefinition></valueSet>", "MC060"),
    ],
)
def test_a_value_of_the_wrong_type_is_left_out_and_reported(element: str, code: str) -> None:
    """
    A length of "many" is not a length.
    """
    asset, findings = one(element)

    assert codes(findings) == ([code] if code else [])
    assert "length" not in asset.attributes
    assert "required" not in asset.attributes


def test_a_picklist_value_that_comes_twice_is_reported() -> None:
    """
    Salesforce does not tell capital letters apart in the values of one picklist.
    """
    inner = f"<valueSet><valueSetDefinition>{values(('Gold', 'GOLD'))}</valueSetDefinition></valueSet>"

    asset, findings = one(inner, kind="Picklist")

    assert asset.attributes["values"] == ["Gold"]
    assert codes(findings) == ["MC063"]


def test_findings_about_an_object_file_have_the_line_in_it() -> None:
    """
    In a file of ten thousand lines the line is what helps.
    """
    text = (
        "<CustomObject>\n<fields>\n<fullName>A__c</fullName>\n<type>What</type>\n</fields>\n<fields/>\n</CustomObject>"
    )

    _, findings = read({"crm/objects/Account.object": text})

    assert [(f.code, f.place.line) for f in findings if f.place] == [("MC057", 1), ("MC056", 4), ("MC054", 6)]


def test_a_field_is_found_again_in_its_file() -> None:
    """
    The position of a field is known from the file and the number of the field in it.
    """
    text = b"<CustomObject>\n<label/>\n<nameField/>\n<fields>\n</fields>\n</CustomObject>"

    assert [locate(text, n) for n in (0, 1, 2)] == [(3, 1), (4, 1), (1, 1)]
    assert locate(field_file("").encode(), 0) == (2, 1)
    assert locate(b"<CustomObject>", 0) == (1, 1)


def test_a_large_realistic_project_is_read_without_a_finding() -> None:
    """
    Thousands of fields over more than a hundred objects, of every type, all found and none complained about, in steps
    that grow with them.
    """
    tree = crm_tree(objects=110, fields=30)
    small, large = Files(dict(crm_tree(objects=11, fields=30))), Files(dict(tree))

    assets, findings = read_crm(large)
    read_crm(small)

    expected = sum(1 for path in tree if path.endswith(".field-meta.xml"))
    named = sum(1 for path, data in tree.items() if path.endswith(".object-meta.xml") and b"nameField" in data)
    assert findings == []
    assert len(assets) == expected + named > 3300
    assert [asset.address for asset in assets] == sorted(asset.address for asset in assets)
    assert steps(lambda: read_crm(large)) < 12 * steps(lambda: read_crm(small))


def test_a_huge_object_file_stays_small_in_memory() -> None:
    """
    Of an old object file only the fields are kept, however much else it holds.
    """
    filler = (
        "<recordTypes><fullName>R</fullName><picklistValues><picklist>P</picklist></picklistValues></recordTypes>\n"
    )
    text = f"<CustomObject {XMLNS}>\n" + filler * (7_000_000 // len(filler)) + "</CustomObject>"
    source = Files({"crm/objects/Account.object": text.encode()})

    tracemalloc.start()
    assets, findings = read_crm(source)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (assets, findings) == ([], [])
    assert peak < 60_000_000


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 10_000), st.integers(0, 400))
def test_no_bytes_make_the_reader_fail(noise: bytes, at: int, cut: int) -> None:
    """
    Whatever is in the files, the answer is assets and findings.
    """
    good = field_file("<valueSet><valueSetName>X</valueSetName></valueSet>", kind="Picklist").encode()
    at %= len(good)
    broken = good[:at] + noise + good[at + cut :]

    names = ("crm/objects/A/fields/Plan__c.field-meta.xml", "crm/A.object", "crm/V.globalValueSet")

    assets, findings = read_crm(Files(dict.fromkeys(names, broken)))

    assert len(assets) <= 1
    assert all(finding.place is not None and finding.code in CODES for finding in findings)
