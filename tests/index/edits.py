"""Things that people do to an org's files, for tests of runs that only look at what changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def change(root: Path, name: str, before: str, after: str) -> None:
    path = root / name
    if path.exists():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(before, after, 1), encoding="utf-8")


def put(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def rename_a_list(root: Path) -> None:
    change(root, "lists/customers.yaml", "key: customers\n", "key: clients\n")


def break_a_file(root: Path) -> None:
    change(root, "lists/customers.yaml", "title:", "title: [")


def delete_a_list(root: Path) -> None:
    (root / "lists" / "customers.yaml").unlink(missing_ok=True)


def delete_a_field(root: Path) -> None:
    for path in (root / "fields").rglob("*.yaml"):
        if "key: industry\n" in path.read_text(encoding="utf-8"):
            path.unlink()


def retype_a_field(root: Path) -> None:
    for path in (root / "fields").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if "key: industry\n" in text:
            path.write_text(text.replace("type: choice", "type: number"), encoding="utf-8")


def double_a_key(root: Path) -> None:
    path = root / "lists" / "customers.yaml"
    if path.exists():
        put(root, "lists/again.yaml", path.read_text(encoding="utf-8"))


def double_a_title(root: Path) -> None:
    path = root / "lists" / "customers.yaml"
    if path.exists():
        text = path.read_text(encoding="utf-8").replace("key: customers\n", "key: customers-again\n")
        put(root, "lists/customers-again.yaml", text)


def close_a_ring(root: Path) -> None:
    change(root, "lists/customers.yaml", "criteria:\n", "criteria:\n  - in list prospects\n")


def unsuppress_a_journey(root: Path) -> None:
    change(root, "journeys/onboarding.yaml", "  - list/fatigue-recency\n", "")


def misspell_a_reference(root: Path) -> None:
    change(root, "journeys/onboarding.yaml", "list/new-customers", "list/new-custmers")


def edit_a_body(root: Path) -> None:
    for path in sorted((root / "emails").rglob("*.html"))[:1]:
        path.write_text(path.read_text(encoding="utf-8") + "{{ snippet/nothing-such }}\n", encoding="utf-8")


def delete_a_body(root: Path) -> None:
    for path in sorted((root / "emails").rglob("*.html"))[:1]:
        path.unlink()


def move_a_file(root: Path) -> None:
    path = root / "lists" / "customers.yaml"
    if path.exists():
        path.rename(root / "lists" / "moved.yaml")


def reformat_a_file(root: Path) -> None:
    change(root, "lists/customers.yaml", "kind: list\n", "\n\n# a remark\nkind:   list\n")


def add_a_good_list(root: Path) -> None:
    put(
        root,
        "lists/extra.yaml",
        "kind: list\nkey: extra\ntitle: Extra\nowner: team/sales\n"
        "extends: list/customers\ncriteria:\n  - country is FR\n",
    )


def add_two_documents(root: Path) -> None:
    put(
        root,
        "more.yaml",
        "kind: list\nkey: one\ntitle: One\ncriteria:\n  - country is FR\n---\nkind: lst\nkey: two\ntitle: Two\n",
    )


def change_a_setting(root: Path) -> None:
    change(root, "mapconfig.yaml", "name: ", "name: New ")


def change_the_crm(root: Path) -> None:
    for path in sorted((root / "crm").rglob("Industry.field-meta.xml")):
        path.unlink()


def add_a_change_record(root: Path) -> None:
    put(root, "changes/2026/x.yaml", "id: CHG-X\ntitle: X\nreason: Because.\ncovers:\n  - list/customers\n")


def tombstone_what_stands(root: Path) -> None:
    put(root, "removed.yaml", "removed:\n  - asset: list/prospects\n    why: Not needed any more.\n")


def retitle_a_team(root: Path) -> None:
    change(root, "teams/sales.yaml", "title: ", "title: The ")


def give_a_list_its_former_key(root: Path) -> None:
    change(root, "lists/prospects.yaml", "key: prospects\n", "key: prospects\nrenamed_from: customers\n")


def swap_two_keys(root: Path) -> None:
    change(root, "lists/customers.yaml", "key: customers\n", "key: customers\nrenamed_from: prospects\n")


def archive_a_list(root: Path) -> None:
    change(root, "lists/customers.yaml", "kind: list\n", "kind: list\nstate: archived\n")


def twin_by_case(root: Path) -> None:
    put(root, "lists/CUSTOMERS.yaml", "kind: list\nkey: loud\ntitle: Loud\ncriteria:\n  - country is FR\n")


def narrow_a_list(root: Path) -> None:
    change(root, "lists/customers.yaml", "criteria:\n", "criteria:\n  - country is FR\n")


def copy_criteria(root: Path) -> None:
    path = root / "lists" / "customers.yaml"
    if path.exists():
        text = path.read_text(encoding="utf-8").replace("key: customers\n", "key: customers-copy\n")
        put(root, "lists/customers-copy.yaml", text.replace("title: ", "title: Copied "))


def edit_the_copy(root: Path) -> None:
    change(root, "lists/customers-copy.yaml", "criteria:\n", "# a copy\ncriteria:\n  - country is DE\n")


def give_two_stages_one_order(root: Path) -> None:
    for path in sorted((root / "stages").rglob("*.yaml"))[:2]:
        lines = path.read_text(encoding="utf-8").split("\n")
        lines = ["order: 10" if line.startswith("order:") else line for line in lines]
        path.write_text("\n".join(lines), encoding="utf-8")


def push_a_stage_down(root: Path) -> None:
    for path in sorted((root / "stages").rglob("*.yaml"))[:1]:
        path.write_text("# one more line\n" + path.read_text(encoding="utf-8"), encoding="utf-8")


def rules_against_each_other(root: Path) -> None:
    for key, action in (("one", "add_to"), ("other", "remove_from")):
        put(
            root,
            f"rules/{key}.yaml",
            f"kind: rule\nkey: {key}\ntitle: {key}\nowner: team/sales\nrepeat: true\n"
            f"when:\n  - country is FR\ndo:\n  - {action}: list/customers\n",
        )


def let_a_rule_rest(root: Path) -> None:
    change(root, "rules/one.yaml", "kind: rule\n", "kind: rule\nstate: draft\n")


def stop_using_a_list(root: Path) -> None:
    change(root, "journeys/renewal.yaml", "  - list/high-value-customers\n", "")


EDITS: tuple[Callable[[Path], None], ...] = (
    rename_a_list,
    break_a_file,
    delete_a_list,
    delete_a_field,
    retype_a_field,
    double_a_key,
    double_a_title,
    close_a_ring,
    unsuppress_a_journey,
    misspell_a_reference,
    edit_a_body,
    delete_a_body,
    move_a_file,
    reformat_a_file,
    add_a_good_list,
    add_two_documents,
    change_a_setting,
    change_the_crm,
    add_a_change_record,
    tombstone_what_stands,
    retitle_a_team,
    give_a_list_its_former_key,
    swap_two_keys,
    archive_a_list,
    twin_by_case,
    narrow_a_list,
    copy_criteria,
    edit_the_copy,
    give_two_stages_one_order,
    push_a_stage_down,
    rules_against_each_other,
    let_a_rule_rest,
    stop_using_a_list,
)
