"""The XML of Salesforce as elements with their places; the only module that reads XML.

A file comes from strangers: no document type, no deep nesting, and nothing is kept of what nobody reads.
"""

from __future__ import annotations

from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from mapconfig.language import say
from mapconfig.read import crm_codes
from mapconfig.read.salesforce import NAMESPACE, Element, Remark

MAX_DEPTH = 24
#: The root element of each sort of file, and the elements right below it that are read; None means all.
_ROOTS: dict[str, frozenset[str] | None] = {
    "CustomField": None,
    "CustomObject": frozenset({"fields", "nameField"}),
    "GlobalValueSet": frozenset({"customValue"}),
    "StandardValueSet": frozenset({"standardValue"}),
}


class RefusedError(Exception):
    """The file cannot be used; the remark says why."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.detail)
        self.remark = remark


def foreign(root: Element) -> list[Remark]:
    """What to say of a file whose elements are not in the namespace of Salesforce."""
    if root.text == NAMESPACE:
        return []
    return [
        Remark(
            crm_codes.UNKNOWN_ELEMENT,
            root.line,
            root.column,
            say(
                "<{tag}> has the namespace {found} instead of {namespace}. It was read as if it had that one.",
                tag=root.tag,
                found=repr(root.text),
                namespace=NAMESPACE,
            )
            if root.text
            else say(
                "<{tag}> has no namespace instead of {namespace}. It was read as if it had that one.",
                tag=root.tag,
                namespace=NAMESPACE,
            ),
            about="namespace",
        )
    ]


def parse(data: bytes, expected: str = "") -> Element:
    """The root element with all that is read of it; its `text` is its namespace. Raises RefusedError."""
    made = DefusedXMLParser(forbid_dtd=True)
    parser = made.parser
    root: list[Element] = []
    open_elements: list[Element] = []
    text: list[str] = []
    wanted: frozenset[str] | None = None
    ignored = 0  # how deep we are inside an element that is not read

    def start(name: str, _attributes: object) -> None:
        nonlocal ignored, wanted
        if ignored:
            ignored += 1
            return
        space, _, tag = name.rpartition("}")
        depth = len(open_elements)
        if depth == 0:
            if tag not in _ROOTS or (expected and tag != expected):
                raise RefusedError(_wrong_root(tag, expected, parser))
            wanted = _ROOTS[tag]
            root.append(Element(tag, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, text=space))
            open_elements.append(root[0])
            return
        if depth == 1 and wanted is not None and tag not in wanted:
            ignored = 1
            return
        if depth > MAX_DEPTH:
            line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
            raise RefusedError(
                Remark(
                    crm_codes.UNREADABLE,
                    line,
                    column,
                    say("Elements are nested more than {max_depth} deep; the file was left out.", max_depth=MAX_DEPTH),
                )
            )
        element = Element(tag, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        open_elements[-1].children.append(element)
        open_elements.append(element)
        text.clear()

    def end(_name: str) -> None:
        nonlocal ignored
        if ignored:
            ignored -= 1
            return
        element = open_elements.pop()
        if open_elements and not element.children:
            element.text = "".join(text).strip()
        text.clear()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    parser.DefaultHandlerExpand = None
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise RefusedError(_malformed(error, data)) from error
    except DefusedXmlException as error:
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        raise RefusedError(
            Remark(
                crm_codes.DOCTYPE,
                line,
                column,
                say(
                    "The file declares a document type, with which a small file can be made to expand without "
                    "end or to "
                    "read other files. Salesforce writes none, so the file was left out."
                ),
                say("Remove the <!DOCTYPE ...> part."),
            )
        ) from error
    except (LookupError, ValueError) as error:
        # An encoding that Python does not know, or one of several bytes a character, which expat cannot take.
        raise RefusedError(
            Remark(
                crm_codes.MALFORMED,
                1,
                1,
                say("The file's encoding cannot be read: {error}.", error=str(error)),
                say("Save it as UTF-8."),
            )
        ) from error
    return root[0]


def _wrong_root(tag: str, expected: str, parser: expat.XMLParserType) -> Remark:
    wanted = f"<{expected}>" if expected else "a field or an object"
    return Remark(
        crm_codes.WRONG_ROOT,
        parser.CurrentLineNumber,
        parser.CurrentColumnNumber + 1,
        say(
            "By its name the file must hold {wanted}, and it holds <{tag}>. It was left out.",
            wanted=wanted,
            tag=tag[:80],
        ),
        say("Retrieve the file from Salesforce again, or give it the name that fits."),
    )


def _malformed(error: expat.ExpatError, data: bytes) -> Remark:
    reason = expat.errors.messages.get(error.code, str(error))
    if not data.strip():
        return Remark(
            crm_codes.MALFORMED, 1, 1, say("The file is empty, so the field it should describe is not known.")
        )
    fix = say("Retrieve the file from Salesforce again.")
    if b"<<<<<<< " in data:
        fix = say("It holds the marks of a merge that was not finished: decide which side counts and remove the marks.")
    detail = say("The file stops being XML here ({reason}), so it was left out.", reason=reason)
    return Remark(crm_codes.MALFORMED, error.lineno, error.offset + 1, detail, fix)
