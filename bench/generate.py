"""Make a realistic org of a given size, in a git repository with a second commit that changes a few files.

    python bench/generate.py OUT --assets 10000 [--change 5] [--seed 7]

On average an asset has 42 lines and 1.4 kB and names nine others, many of them a few hubs (the mailable people, the
fatigue lists, the legal footer, the fields everybody asks for): the shape that makes impact expensive. All kinds are
there, every list, snippet and e-mail is used somewhere, and the org has no findings. The same arguments give the same
bytes.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

#: How the assets of a kind are shared out; lists get what is left.
SHARES = {
    "field": 0.06,
    "campaign": 0.01,
    "scoring": 0.01,
    "snippet": 0.09,
    "email": 0.30,
    "form": 0.04,
    "rule": 0.12,
    "journey": 0.09,
}
FOLDERS = {"scoring": "scoring", "journey": "journeys"}

INDUSTRIES = ["Agriculture", "Banking", "Chemicals", "Energy", "Golf", "Hotels", "Insurance", "Logistics", "Public"]
COUNTRIES = ["AT", "BE", "CH", "DE", "ES", "FR", "GB", "IT", "NL", "PT"]
#: Each team speaks for the people of one stage.
TEAMS = {
    "marketing-ops": "visitor",
    "demand-gen": "prospect",
    "content": "mql",
    "sdr": "sal",
    "sales": "sql",
    "customer-success": "customer",
    "crm-admins": "renewal",
    "dpo": "advocate",
}
WORDS = """
    soil water season sensor valve harvest budget service renewal pilot field record control quality supply contract
    partner report forecast weather saving pressure audit delivery region office winter summer spring autumn
""".split()  # noqa: SIM905 - thirty lines for thirty words say no more

MAPCONFIG = """\
name: Bench
environments:
  local:
    backend: embedded
relations:
  account: one
  opportunity: many
fatigue:
  - list/mailed-3-in-30-days
  - list/mailed-1-in-7-days
"""
SUPPRESS = ["suppress:", "  - list/mailed-3-in-30-days", "  - list/mailed-1-in-7-days"]


class Writer:
    """Collects files; everything by chance comes from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.files: dict[str, str] = {}
        self.made: dict[str, list[str]] = {}
        self._turns: dict[str, Iterator[str]] = {}

    def text(self, words: int) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(words)).capitalize()

    def paragraphs(self, least: int, most: int, indent: str = "  ") -> list[str]:
        return [f"{indent}<p>{self.text(7)}.</p>" for _ in range(self.random.randrange(least, most))]

    def add(self, kind: str, key: str, title: str, lines: list[str]) -> None:
        """A file with an asset: what all kinds have, and `lines`."""
        owner = self.random.choice(list(TEAMS))
        head = [
            f"kind: {kind}",
            f"key: {key}",
            f"title: {title}",
            f"description: {self.text(9)}.",
            f"owner: team/{owner}",
            "tags:",
            *(f"  - {word}" for word in sorted(self.random.sample(WORDS, 3))),
            "why:",
            f"  reason: {self.text(8)}.",
            f"  ticket: MOPS-{self.random.randrange(100, 9999)}",
            f"  requested_by: team/{owner}",
            f"  review_by: {self.random.randrange(2091, 2099)}-06-30",
        ]
        known = self.made.setdefault(kind, [])
        folder = FOLDERS.get(kind, f"{kind}s")
        # People file their assets; a folder of 30,000 entries is nobody's.
        folder = f"{folder}/{len(known) // 400:03}" if len(known) >= 400 else folder
        known.append(key)
        self.files[f"{folder}/{key}.yaml"] = "\n".join([*head, *lines]) + "\n"

    def pick(self, kind: str, hubs: int = 4) -> str:
        """One of `kind`: a hub in a quarter of cases, else each in its turn, so that none is left unused."""
        known = self.made[kind]
        if self.random.random() < 0.25:
            return known[self.random.randrange(min(hubs, len(known)))]
        return self.next(kind)

    def next(self, kind: str, first: int = 0) -> str:
        """The next of `kind` in turn, leaving out the `first` ones."""
        if kind not in self._turns:
            self._turns[kind] = cycle(self.made[kind][first:])
        return next(self._turns[kind])


def build(assets: int, seed: int = 7) -> dict[str, str]:
    """The files of an org of `assets` assets (200 or more), by their path in the org."""
    w = Writer(seed)
    counts = {kind: max(2, round(assets * share)) for kind, share in SHARES.items()}
    counts["field"] = max(counts["field"], 27)
    fixed(w)
    fields(w, counts["field"])
    campaigns(w, counts["campaign"])
    lists(w, assets - sum(counts.values()) - 2 * len(TEAMS))
    scoring(w, counts["scoring"])
    snippets(w, counts["snippet"])
    emails(w, counts["email"])
    forms(w, counts["form"])
    rules(w, counts["rule"])
    journeys(w, counts["journey"])
    w.files["mapconfig.yaml"] = MAPCONFIG
    return w.files


def fixed(w: Writer) -> None:
    """Teams and the stages that they speak for."""
    for order, (team, stage) in enumerate(TEAMS.items(), 1):
        lines = [f"contact: {team}@bench.example", f"handle: '@bench/{team}'", "contacts:", "  - id: mail"]
        lines += [f"    stage: stage/{stage}", "    channel: email", f"    why: {w.text(6)}"]
        w.add("team", team, team.replace("-", " ").title(), lines)
        lines = [f"order: {order}", "criteria:", f"  - lifecycle is {stage}", f"timestamp_field: field/{stage}_at"]
        w.add("stage", stage, stage.title(), [*lines, "marketing: full"])


def fields(w: Writer, count: int) -> None:
    known: dict[str, tuple[str, list[str] | None]] = {
        "country": ("choice", COUNTRIES),
        "industry": ("choice", INDUSTRIES),
        "lifecycle": ("choice", list(TEAMS.values())),
        "account.type": ("choice", ["Customer", "Prospect", "Partner"]),
        "opportunity.stage": ("choice", ["Open", "Closed Won", "Closed Lost"]),
        "opportunity.amount": ("number", None),
        "score": ("number", None),
        "opted_out": ("yes-no", None),
        "confirmed_opt_in": ("yes-no", None),
        "hard_bounced": ("yes-no", None),
        "job_title": ("text", None),
        "department": ("text", None),
        "email": ("text", None),
        "last_activity_at": ("date", None),
        **{f"{stage}_at": ("date", None) for stage in TEAMS.values()},
    }
    for number in range(count - len(known)):
        known[f"custom_{number:05}"] = (("text", "number", "date", "choice")[number % 4], None)
    for key, (type_, values) in known.items():
        if type_ == "choice" and values is None:
            values = [f"{word.title()} {key[-5:]}" for word in WORDS[:18]]
        lines = [f"label: {w.text(2)}", f"type: {type_}"]
        if values:
            lines += ["values:", *(f"  - {value}" for value in values)]
        personal = {"email": "identifier", "job_title": "contact", "score": "behaviour"}.get(key, "none")
        w.add("field", key, f"Field {key}", [*lines, "master: platform", f"personal_data: {personal}"])


def campaigns(w: Writer, count: int) -> None:
    for number in range(count):
        key = f"campaign-{number:04}"
        lines = ["type: email", "utm:", "  source: mail", "  medium: email", f"  campaign: {key}"]
        lines += ["start: 2026-01-01", f"budget: {w.random.randrange(99) + 1}000"]
        w.add("campaign", key, f"Campaign {number}", lines)


# Criteria --------------------------------------------------------------------------------------------------------


def criteria(w: Writer, count: int, indent: str = "  ", *, below: bool = False) -> list[str]:
    """`count` entries about different things, some of them groups. `below` a list that is made like this one there is
    nothing that could contradict it."""
    r = w.random
    customs = [key for key in w.made["field"] if key.startswith("custom_")]
    entries = [
        [f"country in [{', '.join(sorted(r.sample(COUNTRIES, 3)))}]"],
        [f"industry is not {r.choice(INDUSTRIES)}"],
        [f"score >= {r.randrange(5, 200)}"],
        [f"last_activity_at in last {r.randrange(5, 90)} days"],
        [f"opened any email at least {r.randrange(2, 9)} times in last {r.randrange(20, 90)} days"],
        [f"job_title contains {r.choice(WORDS)}"],
        ["any:", *(f"  - job_title starts with {word}" for word in sorted(r.sample(WORDS, 3)))],
        ["none:", *(f"  - department is {word.title()}" for word in sorted(r.sample(WORDS, 2)))],
        ["some opportunity:", "  - stage is Open", f"  - amount >= {r.randrange(1, 90)}000"],
        *([custom(w, key)] for key in dict.fromkeys((r.choice(customs), r.choice(customs)))),
    ]
    if below:
        entries = entries[1:9]
    out = []
    for first, *more in r.sample(entries, min(count, len(entries))):
        out += [f"{indent}- {first}", *(f"{indent}    {line}" for line in more)]
    return out


def custom(w: Writer, key: str) -> str:
    number = int(key[-5:])
    value = f"is not {WORDS[w.random.randrange(18)].title()} {key[-5:]}"
    return f"{key} {('is not blank', f'< {w.random.randrange(3, 900)}', 'before 2026-05-01', value)[number % 4]}"


def lists(w: Writer, count: int) -> None:
    """The masters and the fatigue lists, and beside them lists that extend the mailable people or each other."""
    w.add("list", "mailable", "Mailable people", ["criteria:", *(f"  - {each}" for each in MAILABLE)])
    for key, times, days in (("mailed-3-in-30-days", 3, 30), ("mailed-1-in-7-days", 1, 7)):
        line = f"  - was sent any email at least {times} times in last {days} days"
        w.add("list", key, key, ["purpose: suppression", "criteria:", line])
    said = ["extends: list/mailable", "criteria:", "  - account.type is Customer"]
    w.add("list", "customers", "Customers (master)", said)
    for number in range(count - 4):
        # Above a list are few others: nobody understands a list that extends ten.
        base = "customers" if number % 9 == 0 else "mailable"
        if number % 3 == 0 and number > 9:
            base = w.random.choice(w.made["list"][-9:])
        said = criteria(w, w.random.randrange(7, 12), below=base.startswith("list-"))
        lines = [f"extends: list/{base}", "criteria:", *said]
        w.add("list", f"list-{number:05}", f"List {number} {w.text(3)}", lines)


MAILABLE = ("opted_out is false", "hard_bounced is false", "confirmed_opt_in is true")


def scoring(w: Writer, count: int) -> None:
    for number in range(count):
        lines = ["points:"]
        for index, activity in enumerate(("opened any email", "clicked any email", "submitted any form")):
            lines += [f"  - id: p{index}", f"    activity: {activity}", f"    points: {index * 4 + 1}", "    cap: 60"]
        lines += ["decay:", "  points: -5", "  every_days: 30", "  after_days: 60", "grade:"]
        for index in range(3):
            lines += [f"  - id: g{index}", "    when:", *criteria(w, 2, "      "), f"    adjust: {index - 1 or 2}"]
        w.add("scoring", f"model-{number:04}", f"Model {number}", lines)


def snippets(w: Writer, count: int) -> None:
    for number in range(count):
        lines = ["format: html", "content: |-", *w.paragraphs(18, 30), "variants:"]
        for index in range(2):
            lines += [f"  - id: v{index}", "    when:", f"      - country is {COUNTRIES[index]}", "    content: |-"]
            lines += w.paragraphs(2, 5, "      ")
        w.add("snippet", f"snippet-{number:05}", f"Snippet {number} {w.text(2)}", lines)


def emails(w: Writer, count: int) -> None:
    for number in range(count):
        lines = [f"subject: {w.text(5)}", f"preheader: {w.text(6)}"]
        lines += ["sender:", "  name: Bench", "  address: news@bench.example"]
        if number % 4 == 0:
            lines += ["type: list", "to:", f"  - list/{audience(w)}", f"  - list/{audience(w)}", *SUPPRESS]
        lines += [f"campaign: campaign/{w.pick('campaign')}", "body: |-", *w.paragraphs(18, 36)]
        lines += ["  {{ snippet/snippet-00000 }}", f"  {{{{ snippet/{w.next('snippet')} }}}}"]
        w.add("email", f"email-{number:05}", f"E-mail {number} {w.text(2)}", lines)
    # What journeys and forms may send.
    w.made["email"] = [key for number, key in enumerate(w.made["email"]) if number % 4]


def audience(w: Writer) -> str:
    """A list of people who may be mailed, each in its turn."""
    return w.next("list", first=3)


def forms(w: Writer, count: int) -> None:
    for number in range(count):
        lines = ["fields:"]
        for key in sorted({"email", "country", "job_title", w.pick("field"), w.pick("field")}):
            lines += [f"  - field: field/{key}", "    required: true"]
        lines += ["consent:", "  field: field/confirmed_opt_in", f"  text: {w.text(12)}", "  required: true"]
        lines += [f"thank_you: email/{w.pick('email')}", f"campaign: campaign/{w.pick('campaign')}"]
        lines += ["do:", f"  - tag: {w.random.choice(WORDS)}", "  - notify: team/sdr"]
        w.add("form", f"form-{number:05}", f"Form {number} {w.text(2)}", lines)


def rules(w: Writer, count: int) -> None:
    for number in range(count):
        lines = ["when:", *criteria(w, w.random.randrange(5, 10)), f"  - in list {audience(w)}", "do:"]
        lines += [f"  - tag: {word}" for word in sorted(w.random.sample(WORDS, 3))]
        lines += ["  - notify: team/sdr", f"  - score: {w.random.randrange(1, 20)}"]
        lines += [f"  - send: email/{w.pick('email')}"]
        w.add("rule", f"rule-{number:05}", f"Rule {number} {w.text(2)}", lines)


def journeys(w: Writer, count: int) -> None:
    for number in range(count):
        lines = ["entry:", "  lists:", *sorted({f"    - list/{audience(w)}" for _ in range(3)}), *SUPPRESS]
        lines += [f"campaign: campaign/{w.pick('campaign')}", "exit:", "  - lifecycle is customer", "steps:"]
        for step in range(w.random.randrange(5, 11)):
            lines += [f"  - id: mail-{step}", f"    send: email/{w.pick('email')}"]
            lines += [f"  - id: pause-{step}", f"    wait: {w.random.randrange(2, 15)} days"]
        lines += ["  - id: check", "    if:", "      - score >= 100", "    then: hand-over", "    else: end"]
        lines += ["  - id: hand-over", "    do:", "      - notify: team/sdr"]
        w.add("journey", f"journey-{number:05}", f"Journey {number} {w.text(2)}", lines)


# The repository --------------------------------------------------------------------------------------------------


def change(files: dict[str, str], count: int, seed: int = 11) -> dict[str, str]:
    """`count` files of the org with one thing changed in each."""
    r = random.Random(seed)
    out = {}
    candidates = sorted(name for name in files if name.startswith(("lists/", "emails/", "journeys/")))
    for name in r.sample(candidates, count):
        text = files[name]
        for old, new in (("wait: 2 days", "wait: 4 days"), ("score >= ", "score >= 1"), ("title: ", "title: Revised ")):
            if old in text:
                out[name] = text.replace(old, new, 1)
                break
    return out


def write(out: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def git(out: Path, *words: str) -> None:
    who = {"GIT_AUTHOR_NAME": "bench", "GIT_AUTHOR_EMAIL": "bench@bench.example"}
    who |= {"GIT_COMMITTER_NAME": "bench", "GIT_COMMITTER_EMAIL": "bench@bench.example"}
    when = {"GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z"}
    env = {**os.environ, **who, **when, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "-C", str(out), *words], check=True, env=env, stdout=subprocess.DEVNULL)


def repository(out: Path, assets: int, changed: int = 5, seed: int = 7) -> None:
    """A git repository at `out`: a commit with the org (tag `before`), one with `changed` files edited (`after`)."""
    files = build(assets, seed)
    write(out, files)
    git(out, "init", "-q", "-b", "main")
    (out / ".gitignore").write_text(".mapconfig/\n", encoding="utf-8")
    git(out, "add", "-A")
    git(out, "commit", "-qm", "An org")
    git(out, "tag", "before")
    write(out, change(files, changed))
    git(out, "add", "-A")
    git(out, "commit", "-qm", "A few changes")
    git(out, "tag", "after")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--assets", type=int, default=1000)
    parser.add_argument("--change", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    if args.assets < 200:
        print("an org of fewer than 200 assets has too little in it", file=sys.stderr)
        return 1
    if args.out.exists() and any(args.out.iterdir()):
        print(f"{args.out} is not empty", file=sys.stderr)
        return 1
    repository(args.out, args.assets, args.change, args.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
