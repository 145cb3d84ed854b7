"""The CRM's schema: Salesforce source format below `crm/` to assets of kind `crm-field`, which nothing ever writes.

Salesforce projects put their files where they like, so a file is known by the folders right above it
(``objects/<Object>/fields/<Field>.field-meta.xml``) and not by the way there. Two formats are read: the source format,
and the older one with all fields of an object in one ``.object`` file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches

from mapconfig.address import Address
from mapconfig.errors import MapconfigError
from mapconfig.finding import Finding, Place
from mapconfig.language import say
from mapconfig.model import Asset, Origin
from mapconfig.read import crm_codes
from mapconfig.read.codes import Code
from mapconfig.read.salesforce import (
    OBJECT_FOLDERS,
    Element,
    Field,
    Remark,
    field_of,
    is_custom,
    is_name,
    resolve,
    values_of,
)
from mapconfig.read.source import Source
from mapconfig.read.xml import RefusedError, foreign, parse

#: The folder of an org in which CRM files lie, with a slash.
FOLDER = "crm/"
KIND = "crm-field"
MAX_BYTES = 8_000_000

#: Remarks about the same thing (an unknown element, say) are told this often with their place; then only counted.
TOLD = 3

_FIELD = ".field-meta.xml"
_OBJECT = (".object-meta.xml", ".object")
_GLOBAL_SET = (".globalValueSet-meta.xml", ".globalValueSet")
_STANDARD_SET = (".standardValueSet-meta.xml", ".standardValueSet")


@dataclass(slots=True)
class _Crm:
    """What has been read so far."""

    fields: dict[str, dict[str, Field]] = field(default_factory=dict)
    """By object and by name of the field."""
    origins: dict[str, Origin] = field(default_factory=dict)
    sets: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    told: Counter[tuple[Code, str]] = field(default_factory=Counter)
    names: list[tuple[Field, Origin]] = field(default_factory=list)
    """Name fields as objects describe them; a file of its own says more."""

    def remark(self, file: str, remark: Remark, address: Address | None = None) -> None:
        if remark.about:
            self.told[remark.code, remark.about] += 1
            if self.told[remark.code, remark.about] > TOLD:
                return
        place = Place(file, remark.line, remark.column)
        self.findings.append(remark.code.finding(remark.detail, place=place, address=address, fix=remark.fix))

    def add(self, found: Field, origin: Origin) -> None:
        earlier = self.origins.get(found.key)
        if earlier is None:
            self.fields.setdefault(found.object, {})[found.name] = found
            self.origins[found.key] = origin
            return
        first = self.fields[found.object][found.name]
        same = first.attributes == found.attributes
        place = f"{earlier.file}:{first.line}"
        detail = (
            say("{field} is defined here and in {place}; both say the same.", field=found.key, place=place)
            if same
            else say(
                "{field} is defined here and in {place}; they differ, and the one there is used.",
                field=found.key,
                place=place,
            )
        )
        remark = Remark(
            crm_codes.WRITTEN_TWICE if same else crm_codes.CONTRADICTION,
            found.line,
            found.column,
            detail,
            say("Keep one of the two."),
        )
        self.remark(origin.file, remark, Address.of(KIND, found.key))


def read_crm(source: Source) -> tuple[list[Asset], list[Finding]]:
    """Every field of the CRM as an asset, and what is wrong with the files. Content never makes it raise.

    Assets come in the order of their addresses; they carry the file that defines them as origin, with the position
    among the fields of that file as document.
    """
    crm = _Crm()
    for file in sorted(file for file in source.files() if file.startswith(FOLDER)):
        reader = _reader(file)
        if reader is not None:
            try:
                reader(crm, file, source)
            except RefusedError as refusal:
                crm.remark(file, refusal.remark)
        elif "/objects/" in file:
            _look_at_folder(crm, file)
    _add_name_fields(crm)
    _fill_values(crm)
    _name_dependencies(crm)
    _tell_counts(crm)
    return _assets(crm), crm.findings


def locate(data: bytes, document: int) -> tuple[int, int]:
    """Line and column of the field that an asset with this `Origin.document` was read from; (1, 1) when it is gone."""
    try:
        root = parse(data)
    except RefusedError:
        return 1, 1
    if root.tag == "CustomField":
        return root.line, root.column
    elements = [child for child in root.children if child.tag in ("fields", "nameField")]
    if document < len(elements):
        return elements[document].line, elements[document].column
    return 1, 1


def _reader(file: str) -> Callable[[_Crm, str, Source], None] | None:
    if file.endswith(_FIELD):
        return _read_field_file
    if file.endswith(_OBJECT):
        return _read_object_file
    if file.endswith(_GLOBAL_SET) or file.endswith(_STANDARD_SET):
        return _read_value_set
    return None


def _stem(file: str) -> str:
    return file.rpartition("/")[2].partition(".")[0]


def _read_field_file(crm: _Crm, file: str, source: Source) -> None:
    parts = file.split("/")
    if len(parts) < 5 or parts[-2] != "fields" or parts[-4] != "objects":
        crm.remark(
            file,
            Remark(
                crm_codes.NO_OBJECT,
                1,
                1,
                say(
                    "This file describes a field, but it does not lie in objects/<Object>/fields/, so nobody can tell "
                    "of which object. It was left out."
                ),
                say("Move it below the folder of its object."),
            ),
        )
        return
    object_name = parts[-3]
    if not is_name(object_name):
        crm.remark(
            file,
            Remark(
                crm_codes.NO_NAME,
                1,
                1,
                say(
                    "{object_name} is no API name of an object, so its fields were left out.",
                    object_name=repr(object_name),
                ),
            ),
        )
        return
    root = parse(source_bytes(source, file), "CustomField")
    remarks = foreign(root)
    found = field_of(root, object_name, remarks)
    address = None
    if found is not None:
        address = Address.of(KIND, found.key)
        crm.add(found, Origin(file))
        if found.name != _stem(file):
            remarks.append(
                Remark(
                    crm_codes.OTHER_NAME,
                    found.line,
                    found.column,
                    say(
                        "The file is called {file} and the field in it {name}. The field's own name counts.",
                        file=_stem(file),
                        name=found.name,
                    ),
                    say("Rename the file to {name}{field}.", name=found.name, field=_FIELD),
                )
            )
    for remark in remarks:
        crm.remark(file, remark, address)


def _read_object_file(crm: _Crm, file: str, source: Source) -> None:
    object_name = _stem(file)
    if not is_name(object_name):
        crm.remark(
            file,
            Remark(
                crm_codes.NO_NAME,
                1,
                1,
                say("{object_name} is no API name of an object, so it was left out.", object_name=repr(object_name)),
            ),
        )
        return
    root = parse(source_bytes(source, file), "CustomObject")
    for remark in foreign(root):
        crm.remark(file, remark)
    for index, element in enumerate(root.children):
        if element.tag == "nameField":
            crm.names.append((_name_field(element, object_name), Origin(file, index)))
            continue
        remarks: list[Remark] = []
        found = field_of(element, object_name, remarks)
        address = Address.of(KIND, found.key) if found is not None else None
        if found is not None:
            crm.add(found, Origin(file, index))
        for remark in remarks:
            crm.remark(file, remark, address)


def _name_field(element: Element, object_name: str) -> Field:
    """The field called Name, which a custom object describes in its own file."""
    attributes = {tag: element.said(tag) for tag in ("label", "type") if element.said(tag)}
    return Field(object_name, "Name", element.line, element.column, dict(attributes))


def _add_name_fields(crm: _Crm) -> None:
    for found, origin in crm.names:
        known = crm.fields.get(found.object, {}).get(found.name)
        if known is None:
            crm.add(found, origin)
        else:
            known.attributes.update({**found.attributes, **known.attributes})


def _read_value_set(crm: _Crm, file: str, source: Source) -> None:
    standard = file.endswith(_STANDARD_SET)
    root = parse(source_bytes(source, file), "StandardValueSet" if standard else "GlobalValueSet")
    remarks = foreign(root)
    name = _stem(file)
    key = ("standard " if standard else "global ") + name
    if key in crm.sets:
        remarks.append(
            Remark(
                crm_codes.CONTRADICTION,
                root.line,
                root.column,
                say("The value set {name} is defined in two files; the first is used.", name=name),
            )
        )
    else:
        crm.sets[key] = values_of(root.children, f"The value set {name}", remarks)
    for remark in remarks:
        crm.remark(file, remark)


def _look_at_folder(crm: _Crm, file: str) -> None:
    """Say once of each sort of folder in an object that this reader does not know it."""
    folder = file.rpartition("/objects/")[2].split("/")
    if len(folder) == 3 and folder[1] not in OBJECT_FOLDERS:
        detail = say(
            "{folder} is not a folder of an object that this reader knows, so what is in it was left out.",
            folder=folder[1],
        )
        crm.remark(file, Remark(crm_codes.UNKNOWN_FOLDER, 1, 1, detail, about=folder[1]))


def _fill_values(crm: _Crm) -> None:
    for fields in crm.fields.values():
        for found in fields.values():
            if not found.value_set:
                continue
            if is_custom(found.name):
                key = "global " + found.value_set
                # A custom field may also use a standard value set by name.
                values = crm.sets.get(key) or crm.sets.get("standard " + found.value_set)
            else:
                values = crm.sets.get("standard " + found.value_set) or crm.sets.get("global " + found.value_set)
            if values is None:
                _miss_value_set(crm, found)
                continue
            active, retired = values
            found.attributes["value_set"] = found.value_set
            found.attributes["values"] = list(active)
            if retired:
                found.attributes["inactive_values"] = list(retired)


def _miss_value_set(crm: _Crm, found: Field) -> None:
    if not is_custom(found.name):
        return  # Trees seldom hold every standard value set: the values are unknown, and nothing is wrong.
    known = sorted(key.partition(" ")[2] for key in crm.sets)
    close = get_close_matches(found.value_set, known, n=1)
    crm.remark(
        crm.origins[found.key].file,
        Remark(
            crm_codes.NO_VALUE_SET,
            found.line,
            found.column,
            say(
                "{field} takes its values from the value set {set}, which no file defines, so its values are not "
                "known. Did you mean {close}?",
                field=found.key,
                set=found.value_set,
                close=close[0],
            )
            if close
            else say(
                "{field} takes its values from the value set {set}, which no file defines, so its values are not "
                "known.",
                field=found.key,
                set=found.value_set,
            ),
            say(
                "Retrieve GlobalValueSet:{value_set} from Salesforce into {folder}globalValueSets/.",
                value_set=found.value_set,
                folder=FOLDER,
            ),
        ),
        Address.of(KIND, found.key),
    )


def _name_dependencies(crm: _Crm) -> None:
    """Turn the names in formulas, roll-ups and filters into addresses, those that can be told for sure."""

    def known(object_name: str, name: str) -> Field | None:
        return crm.fields.get(object_name, {}).get(name)

    for fields in crm.fields.values():
        for found in fields.values():
            targets = (resolve(name, found.object, known) for name in found.names)
            uses = {f"{KIND}/{target.key}" for target in targets if target is not None and target is not found}
            if uses:
                found.attributes["uses"] = sorted(uses)


def _tell_counts(crm: _Crm) -> None:
    """For what was only counted after the first few, one finding that says how often it came."""
    for (code, about), count in sorted(crm.told.items(), key=lambda told: (told[0][0].code, told[0][1])):
        if count > TOLD:
            crm.findings.append(
                code.finding(
                    say(
                        "{about}: found {count} times; the first {told} are listed with their place.",
                        about=about,
                        count=count,
                        told=TOLD,
                    )
                )
            )


def _assets(crm: _Crm) -> list[Asset]:
    assets = [
        Asset(Address.of(KIND, found.key), found.attributes, crm.origins[found.key])
        for fields in crm.fields.values()
        for found in fields.values()
    ]
    assets.sort(key=lambda asset: asset.address)
    return assets


def source_bytes(source: Source, file: str) -> bytes:
    """The file's content; raises RefusedError when it cannot be had."""
    try:
        data = source.read(file)
    except (OSError, MapconfigError) as error:
        raise RefusedError(
            Remark(crm_codes.UNREADABLE, 1, 1, say("{file} could not be read: {error}", file=file, error=str(error)))
        ) from error
    if len(data) > MAX_BYTES:
        raise RefusedError(
            Remark(
                crm_codes.UNREADABLE,
                1,
                1,
                say(
                    "{file} has {data:,} bytes; more than {max_bytes:,} are not read.",
                    file=file,
                    data=len(data),
                    max_bytes=MAX_BYTES,
                ),
                say("Convert it to source format, where every field has a file of its own."),
            )
        )
    return data
