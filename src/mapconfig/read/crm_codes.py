"""What reading the CRM's schema can report: the codes MC050 to MC069, each with its page."""

from __future__ import annotations

from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.read.codes import Code

_AGAIN = "Retrieve the file from Salesforce again."

UNREADABLE = Code(
    "MC050",
    "crm-unreadable",
    Severity.ERROR,
    say("The CRM file cannot be read"),
    "The fields in it would seem to be gone from the CRM, and every list and rule on them broken.",
    "Put a regular file of moderate size in its place. Objects in the old format, with all fields in one file, can be "
    "converted to source format.",
)
MALFORMED = Code(
    "MC051",
    "crm-malformed",
    Severity.ERROR,
    say("The CRM file is not well-formed XML"),
    "Salesforce would refuse it too. Mostly a merge was not finished, or a file was cut off.",
    "Put right the line that the message points at, or retrieve the file from Salesforce again.",
)
DOCTYPE = Code(
    "MC052",
    "crm-doctype",
    Severity.ERROR,
    say("The CRM file declares a document type"),
    "With one, a small file can be made to expand without end or to read other files. Salesforce never writes one.",
    "Remove the <!DOCTYPE ...> part.",
)
WRONG_ROOT = Code(
    "MC053",
    "crm-wrong-content",
    Severity.ERROR,
    say("The CRM file holds something else than its name says"),
    "An error page that was saved under the name of a field is no field.",
    _AGAIN,
)
NO_NAME = Code(
    "MC054",
    "crm-no-name",
    Severity.ERROR,
    say("The CRM field has no usable name"),
    "Nothing could refer to it.",
    _AGAIN,
)
CONTRADICTION = Code(
    "MC055",
    "crm-contradiction",
    Severity.ERROR,
    say("The CRM field is defined in two ways"),
    "Which of the two is the truth decides what a change of it breaks, and only a person can say.",
    "Keep one of the two files.",
)
UNKNOWN_TYPE = Code(
    "MC056",
    "crm-unknown-type",
    Severity.WARNING,
    say("The CRM field is of an unknown type"),
    "Criteria and synced fields cannot be checked against a type that is not known.",
    "Where the type is a slip, put it right in Salesforce. A type that is new in Salesforce needs a new release of "
    "mapconfig.",
)
UNKNOWN_ELEMENT = Code(
    "MC057",
    "crm-unknown-element",
    Severity.INFO,
    say("The CRM file has an element that is not known"),
    "It is left out rather than guessed at. Salesforce adds elements with most releases, and few of them matter here.",
    "Nothing has to be done. A newer release of mapconfig may know the element.",
)
NO_VALUE_SET = Code(
    "MC058",
    "crm-no-value-set",
    Severity.WARNING,
    say("The CRM value set is missing"),
    "The values of the field are not known, so a value that is misspelt in a list cannot be told from a right one.",
    "Retrieve the value set from Salesforce into globalValueSets/.",
)
OTHER_NAME = Code(
    "MC059",
    "crm-other-name",
    Severity.WARNING,
    say("The CRM field is not called like its file"),
    "People look for a field by the name of its file, and Salesforce goes by the name in it.",
    "Rename the file.",
)
WRONG_VALUE = Code(
    "MC060",
    "crm-wrong-value",
    Severity.WARNING,
    say("The CRM file has a value of the wrong type"),
    "The value is left out rather than guessed at.",
    _AGAIN,
)
NO_OBJECT = Code(
    "MC061",
    "crm-no-object",
    Severity.WARNING,
    say("The CRM field file lies outside an object's folder"),
    "Nobody can tell of which object the field is, so it is left out.",
    "Move it to objects/<Object>/fields/.",
)
UNKNOWN_FOLDER = Code(
    "MC062",
    "crm-unknown-folder",
    Severity.INFO,
    say("The CRM object has a folder that is not known"),
    "What is in it is left out rather than guessed at.",
    "Nothing has to be done. A newer release of mapconfig may know the folder.",
)
VALUE_TWICE = Code(
    "MC063",
    "crm-value-twice",
    Severity.WARNING,
    say("The CRM value is listed twice"),
    "Salesforce does not tell capital letters apart in the values of a picklist and refuses the second one.",
    "Remove one of the two.",
)
NO_TARGET = Code(
    "MC064",
    "crm-no-target",
    Severity.WARNING,
    say("The CRM lookup does not say where it leads"),
    "What lies behind it cannot be followed, so a change there seems to touch nothing.",
    _AGAIN,
)
WRITTEN_TWICE = Code(
    "MC065",
    "crm-written-twice",
    Severity.INFO,
    say("The CRM field is written twice"),
    "Both files say the same now. Sooner or later somebody changes only one of them.",
    "Keep one of the two files.",
)

#: Every code of reading the CRM, by code.
CODES: dict[str, Code] = {
    code.code: code
    for code in (
        UNREADABLE,
        MALFORMED,
        DOCTYPE,
        WRONG_ROOT,
        NO_NAME,
        CONTRADICTION,
        UNKNOWN_TYPE,
        UNKNOWN_ELEMENT,
        NO_VALUE_SET,
        OTHER_NAME,
        WRONG_VALUE,
        NO_OBJECT,
        UNKNOWN_FOLDER,
        VALUE_TWICE,
        NO_TARGET,
        WRITTEN_TWICE,
    )
}
