"""What reading an org can report: the codes MC001 to MC049, each with its page.

A page is what `mapconfig explain CODE` shows. Codes are stable for ever; `summary` is the same for every finding of
a code and free of user data.
"""

from __future__ import annotations

from mapconfig.address import Address
from mapconfig.finding import Finding, Path, Place, Severity
from mapconfig.language import NOTHING, Text, say
from mapconfig.values import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One thing that reading can report."""

    code: str
    name: str
    severity: Severity
    summary: Text
    why: str
    instead: str

    def finding(
        self,
        detail: Text,
        *,
        place: Place | None = None,
        path: Path = (),
        address: Address | None = None,
        fix: Text = NOTHING,
    ) -> Finding:
        """A finding of this code."""
        return Finding(
            code=self.code,
            severity=self.severity,
            summary=self.summary,
            detail=detail,
            address=address,
            path=path,
            place=place,
            fix=fix,
        )

    @property
    def page(self) -> str:
        """The manual page, in Markdown. What was found is the summary, which stands above it wherever it is shown."""
        return f"## Why it matters\n{self.why}\n\n## Instead\n{self.instead}\n"


NOT_TEXT = Code(
    "MC001",
    "not-utf-8",
    Severity.ERROR,
    say("The file is not UTF-8 text"),
    "Every tool that reads the file must see the same letters. Other encodings are read differently from one machine "
    "to the next, and names of people and products break first.",
    'Save the file as UTF-8. Most editors offer it under "Save with encoding".',
)
SYNTAX = Code(
    "MC002",
    "yaml-syntax",
    Severity.ERROR,
    say("The file is not valid YAML"),
    "Nothing in a file that cannot be read takes part in the plan, so an asset in it would seem to be gone.",
    "Put right the line that the message points at. The mistake may be on the line before it.",
)
DUPLICATE_KEY = Code(
    "MC003",
    "duplicate-key",
    Severity.ERROR,
    say("The same key stands twice in one mapping"),
    "Most YAML readers silently keep the last of the two, so a line that a reviewer reads may have no effect.",
    "Keep one of the two lines, or give one of them the key it was meant to have.",
)
NOT_ALLOWED = Code(
    "MC004",
    "yaml-feature",
    Severity.ERROR,
    say("The file uses a part of YAML that is not allowed here"),
    "Anchors, aliases, merge keys and tags make a line mean something that is written elsewhere: a reviewer of a "
    "change cannot see what it does, and small files can grow without limit.",
    "Write the value out where it is needed, or move what is shared into an asset of its own and refer to it.",
)
TOO_MUCH = Code(
    "MC005",
    "limit",
    Severity.ERROR,
    say("The file goes beyond a limit"),
    "Limits keep reading quick and safe, also for files that came with somebody else's change.",
    "Split the file. Keep long texts in side files (`body_file`).",
)
CHARACTER = Code(
    "MC006",
    "character",
    Severity.ERROR,
    say("The file has a character that is not allowed"),
    "Control characters and Unicode line separators show as nothing in most editors, and some readers take them for "
    "the end of a line: what is reviewed and what is read would differ.",
    'Delete the character, or write it as an escape inside double quotes, such as "\\u2028".',
)
NUMBER = Code(
    "MC007",
    "number",
    Severity.ERROR,
    say("The number cannot be kept exactly"),
    "Infinity, not-a-number and very long numbers change on their way through JSON and the platforms.",
    "Write codes, telephone numbers and other names made of digits in quotes.",
)
BAD_KEY = Code(
    "MC008",
    "key-not-text",
    Severity.ERROR,
    say("The key of a mapping is not a text"),
    "A key is a name. An empty key, or a list or mapping as a key, is mostly a slip of a colon or a question mark.",
    "Write a name before the colon.",
)
AMBIGUOUS = Code(
    "MC009",
    "ambiguous-value",
    Severity.WARNING,
    say("The value means different things to different YAML readers"),
    "YAML 1.1 reads `no` as false, `0644` as 420 and `12:30` as 750; YAML 1.2 reads text. Here it is text, but other "
    "tools that open the file may change it.",
    "Put the value in quotes where it is text; write true or false where it is a yes or no.",
)
UNREADABLE = Code(
    "MC010",
    "unreadable-file",
    Severity.ERROR,
    say("The file cannot be read"),
    "What is not read is not in the plan. Links, pipes and devices are never followed, since they lead out of the org "
    "or never end.",
    "Put a regular file in its place.",
)
ODD_NAME = Code(
    "MC011",
    "file-name",
    Severity.WARNING,
    say("Two file names are the same on some computers"),
    "macOS and Windows take names that differ only in capitals or in the way an accent is stored for one file, so a "
    "colleague's checkout would lose one of the two.",
    "Rename one of the files.",
)
NOT_AN_ASSET = Code(
    "MC020",
    "not-an-asset",
    Severity.ERROR,
    say("The document is not an asset"),
    "Every document of a YAML file in an org is one asset: a mapping with kind and key.",
    "Start the document with `kind:` and `key:`, or move the file out of the org.",
)
UNKNOWN_KIND = Code(
    "MC021",
    "unknown-kind",
    Severity.ERROR,
    say("There is no such kind of asset"),
    "The kind decides what an asset may say and what a change of it does.",
    "Use one of the kinds that the message names. docs/kinds.md says what each of them is.",
)
BAD_ADDRESS = Code(
    "MC022",
    "bad-key",
    Severity.ERROR,
    say("The key of the asset is missing or has a wrong shape"),
    "Other assets name this one by kind and key, so the key must be one word that needs no quoting anywhere.",
    "Use letters, digits, dots, hyphens and underscores, for example `customers-fr`.",
)
DUPLICATE_ADDRESS = Code(
    "MC023",
    "duplicate-asset",
    Severity.ERROR,
    say("Two documents define the same asset"),
    "Only one of the two could be applied, and which one would be chance.",
    "Delete one of the two, or give one of them another key.",
)
UNKNOWN_PROPERTY = Code(
    "MC024",
    "unknown-property",
    Severity.ERROR,
    say("There is no such property"),
    "A property with a slip in its name would be left out without a word, and the asset would do something else than "
    "its file says.",
    "Use the name that the message suggests. What only one platform knows goes under `vendor`.",
)
WRONG_VALUE = Code(
    "MC025",
    "wrong-value",
    Severity.ERROR,
    say("The value is not one of those allowed"),
    "Platforms know only the values listed.",
    "Use one of the values in the message.",
)
MISSING_PROPERTY = Code(
    "MC026",
    "missing-property",
    Severity.ERROR,
    say("A property is missing"),
    "The asset cannot be built without it.",
    "Add the property.",
)
WRONG_TYPE = Code(
    "MC027",
    "wrong-type",
    Severity.ERROR,
    say("The value is of another type than expected"),
    "A number where a text is expected, or one value where a list is expected, would be guessed at by each platform in "
    "its own way.",
    "Write the value in the form that the message asks for.",
)
WRONG_SHAPE = Code(
    "MC028",
    "wrong-shape",
    Severity.ERROR,
    say("The value does not have the shape expected"),
    "The schema of the kind says how the value must look.",
    "Write the value in the form that the message asks for.",
)
DUPLICATE_ITEM = Code(
    "MC029",
    "duplicate-item",
    Severity.ERROR,
    say("Two items of a sequence have the same name"),
    "Steps, variants, points and other items are told apart by their id (or another property that names them), not by "
    "their position. With two of one name a `next: pause` could mean either, and a change of one would be shown as a "
    "change of the other.",
    "Give one of the two another name, or delete it.",
)
SIDE_FILE = Code(
    "MC030",
    "side-file",
    Severity.ERROR,
    say("The side file cannot be used"),
    "The asset's text is kept in a file beside it; without the file the asset would be applied empty. Only files "
    "inside the org are read.",
    "Give the path of a UTF-8 text file inside the org, relative to the file that names it.",
)
SETTINGS = Code(
    "MC031",
    "settings",
    Severity.ERROR,
    say("The org's settings cannot be used"),
    "mapconfig.yaml says where and how the org is applied and which rules it keeps. A setting that is not understood "
    "must not be guessed.",
    "Put right the line that the message points at.",
)
CHANGE_RECORD = Code(
    "MC032",
    "change-record",
    Severity.ERROR,
    say("The change record cannot be used"),
    "Change records tell later readers why assets changed, so they must be complete and have an id of their own.",
    "Put right the line that the message points at.",
)
REMOVED = Code(
    "MC033",
    "removed",
    Severity.ERROR,
    say("The list of removed assets cannot be used"),
    "removed.yaml is the only way to ask for a deletion, so every line of it must be clear.",
    "Give each entry an asset and a reason.",
)
READ_ONLY = Code(
    "MC034",
    "read-only-kind",
    Severity.ERROR,
    say("Assets of this kind are not written in YAML"),
    "What the CRM holds is read from its own source format under crm/; a second writing could contradict the first.",
    "Change the field's file under crm/.",
)
SWAPPED_KEYS = Code(
    "MC039",
    "swapped-keys",
    Severity.ERROR,
    say("Assets that have each other's former keys"),
    "A key is how a platform's asset, its people and its history are found again. When two assets take each other's "
    "key in one change, nobody can tell a swap from two edits, and everything that names one of them means the other "
    "from then on. Nothing is renamed on such a word: a plan takes the contents as edited.",
    "If the contents of the two are to change, delete the `renamed_from` of both. If the keys are to be swapped, do it "
    "in three renames, over a key that neither has, and apply each.",
)

PERSONA = Code(
    "MC035",
    "persona",
    Severity.ERROR,
    say("The persona cannot be used"),
    "A test that cannot be run shows nothing, and the definition that it watches can change without anybody noticing.",
    "Put right what the message points at. docs/people.md has every sentence that a persona can say.",
)
PERSONA_NAMES = Code(
    "MC036",
    "persona-unknown-name",
    Severity.ERROR,
    say("The persona names something unknown"),
    "A field, list, e-mail or journey that no file defines is true of nobody, so the test would pass or fail for a "
    "reason that has nothing to do with the definition.",
    "Write the name of what is there. `mapconfig mv` renames it in personas too.",
)
REAL_PERSONA = Code(
    "MC037",
    "persona-looks-real",
    Severity.ERROR,
    say("The persona may be a real person"),
    "Files are kept for ever, in every clone of the repository, and nobody can take personal data out of them again. "
    "Personas are invented.",
    "Give the persona an address that belongs to nobody: one that ends in .example, .invalid or .test.",
)

#: Every code of reading, by code.
CODES: dict[str, Code] = {
    code.code: code
    for code in (
        NOT_TEXT,
        SYNTAX,
        DUPLICATE_KEY,
        NOT_ALLOWED,
        TOO_MUCH,
        CHARACTER,
        NUMBER,
        BAD_KEY,
        AMBIGUOUS,
        UNREADABLE,
        ODD_NAME,
        NOT_AN_ASSET,
        UNKNOWN_KIND,
        BAD_ADDRESS,
        DUPLICATE_ADDRESS,
        UNKNOWN_PROPERTY,
        WRONG_VALUE,
        MISSING_PROPERTY,
        WRONG_TYPE,
        WRONG_SHAPE,
        DUPLICATE_ITEM,
        SIDE_FILE,
        SETTINGS,
        CHANGE_RECORD,
        REMOVED,
        READ_ONLY,
        SWAPPED_KEYS,
        PERSONA,
        PERSONA_NAMES,
        REAL_PERSONA,
    )
}
