"""Make a realistic org of a given size, in a git repository with a second commit that changes a few files.

    python bench/generate.py OUT --assets 10000 [--change 5] [--files one|many] [--seed 7]

About 45 lines and 1.4 kB an asset, six references an asset, a quarter of them to a few hubs (the master list, the fatigue lists,
the legal footer): the shape that makes impact expensive. The org validates without errors.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from pathlib import Path

INDUSTRIES = ["Agriculture", "Banking", "Chemicals", "Energy", "Golf", "Hotels", "Insurance", "Logistics", "Public", "Retail"]
COUNTRIES = ["AT", "BE", "CH", "DE", "ES", "FR", "GB", "IT", "NL", "PT"]
TEAMS = ["marketing-ops", "demand-gen", "content", "sdr", "sales", "customer-success", "crm-admins", "dpo"]
WORDS = (
    "soil water season sensor valve harvest budget service renewal pilot field record control quality supply "
    "contract partner report forecast weather saving pressure audit delivery region office winter summer spring autumn"
).split()
SHARES = {"field": 0.06, "snippet": 0.10, "list": 0.30, "email": 0.30, "rule": 0.12, "journey": 0.08, "form": 0.04}

MAPCONFIG = """\
name: Bench
environments:
  local:
    backend: embedded
    settings:
      file: .mapconfig/platform.sqlite3
relations:
  account: one
  opportunity: many
fatigue:
  - list/mailed-3-in-30-days
  - list/mailed-1-in-7-days
severities:
  MC100: "off"
"""


class Writer:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.files: dict[str, str] = {}
        self.made: dict[str, list[str]] = {kind: [] for kind in [*SHARES, "team", "stage", "campaign", "scoring"]}

    def text(self, words: int) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(words)).capitalize()

    def head(self, kind: str, key: str, title: str) -> list[str]:
        self.made[kind].append(key)
        owner = self.random.choice(TEAMS)
        return [
            f"kind: {kind}",
            f"key: {key}",
            f"title: {title}",
            f"description: {self.text(14)}.",
            f"owner: team/{owner}",
            "tags:",
            f"  - {self.random.choice(WORDS)}",
            f"  - {owner}-{self.random.randrange(40)}",
            "why:",
            f"  reason: {self.text(10)}.",
            f"  ticket: MOPS-{self.random.randrange(100, 9999)}",
        ]

    def add(self, folder: str, key: str, lines: list[str]) -> None:
        name = f"{folder}/{key}.yaml"
        count = len(self.made[folder[:-1]]) if folder[:-1] in self.made else 0
        if count > 400:  # people file their assets; a folder of 30,000 entries is nobody's
            name = f"{folder}/{count // 400:03}/{key}.yaml"
        self.files[name] = "\n".join(lines) + "\n"

    def pick(self, kind: str, hubs: int = 4) -> str:
        known = self.made[kind]
        if self.random.random() < 0.25:
            return known[self.random.randrange(min(hubs, len(known)))]
        return self.random.choice(known)


def teams_and_fields(w: Writer, n: int) -> None:
    for team in TEAMS:
        lines = w.head("team", team, team.replace("-", " ").title())
        lines += [f"contact: {team}@bench.example", f"handle: '@bench/{team}'"]
        w.files[f"teams/{team}.yaml"] = "\n".join(lines) + "\n"
    fixed = {
        "country": ("choice", COUNTRIES),
        "industry": ("choice", INDUSTRIES),
        "account.type": ("choice", ["Customer", "Prospect", "Partner"]),
        "opportunity.stage": ("choice", ["Open", "Closed Won", "Closed Lost"]),
        "opportunity.role": ("text", None),
        "score": ("number", None),
        "opted_out": ("yes-no", None),
        "confirmed_opt_in": ("yes-no", None),
        "hard_bounced": ("yes-no", None),
        "job_title": ("text", None),
        "last_activity_at": ("date", None),
    }
    for key, (type_, values) in fixed.items():
        field(w, key, type_, values)
    for number in range(max(0, n - len(fixed))):
        kind = number % 4
        type_ = ("text", "number", "date", "yes-no")[kind]
        field(w, f"custom_{number:05}", type_, None)


def field(w: Writer, key: str, type_: str, values: list[str] | None) -> None:
    lines = [*w.head("field", key, f"Field {key}"), f"type: {type_}"]
    if values:
        lines += ["values:", *(f"  - {value}" for value in values)]
    lines += ["master: platform", "personal_data: none"]
    w.add("fields", key, lines)


def sentence(w: Writer) -> list[str]:
    r = w.random
    choice = r.randrange(11)
    if choice == 0:
        return [f"country in [{', '.join(sorted(r.sample(COUNTRIES, 3)))}]"]
    if choice == 1:
        return [f"industry is {r.choice(INDUSTRIES)}"]
    if choice == 2:
        return [f"industry is not {r.choice(INDUSTRIES)}"]
    if choice == 3:
        return [f"score >= {r.randrange(5, 200)}"]
    if choice == 4:
        return [f"last_activity_at in last {r.randrange(5, 90)} days"]
    if choice == 5:
        return [f"opened any email at least {r.randrange(2, 9)} times in last {r.randrange(20, 90)} days"]
    if choice == 6:
        return [f"job_title contains {r.choice(WORDS)}"]
    custom = [key for key in w.made["field"][-200:] if key.startswith("custom_")]
    if custom and choice in (7, 8):
        key = r.choice(custom)
        number = int(key[-5:])
        return [
            f"{key} {('is not blank', f'< {r.randrange(3, 900)}', 'before 2026-05-01', 'is true')[number % 4]}"
        ]
    if choice == 9:
        return ["any:", f"  - country is {r.choice(COUNTRIES)}", f"  - score >= {r.randrange(201, 400)}"]
    return [f"job_title starts with {r.choice(WORDS)}"]


def criteria(w: Writer, count: int, indent: str = "  ") -> list[str]:
    seen: set[str] = set()
    out: list[str] = []
    while len(seen) < count:
        lines = sentence(w)
        subject = lines[0].split()[0]
        if subject in seen:
            continue
        seen.add(subject)
        out.append(f"{indent}- {lines[0]}")
        out += [f"{indent}  {line}" for line in lines[1:]]
    return out


def lists(w: Writer, n: int) -> None:
    w.add("lists", "customers", [*w.head("list", "customers", "Customers (master)"), "criteria:", "  - account.type is Customer"])
    for key, times, days in (("mailed-3-in-30-days", 3, 30), ("mailed-1-in-7-days", 1, 7)):
        lines = [*w.head("list", key, key), "purpose: suppression", "criteria:"]
        w.add("lists", key, [*lines, f"  - was sent any email at least {times} times in last {days} days"])
    lines = [*w.head("list", "mailable", "Mailable people"), "criteria:", "  - opted_out is false", "  - hard_bounced is false"]
    w.add("lists", "mailable", [*lines, "  - confirmed_opt_in is true"])
    for number in range(n - 4):
        key = f"list-{number:05}"
        base = "mailable" if number % 3 else w.random.choice(audiences(w))
        lines = [*w.head("list", key, f"List {number} {w.text(3)}"), f"extends: list/{base}", "criteria:"]
        w.add("lists", key, [*lines, *criteria(w, w.random.randrange(2, 6))])


def audiences(w: Writer) -> list[str]:
    return [key for key in w.made["list"][-400:] if not key.startswith("mailed")] or ["mailable"]


def mailed(w: Writer) -> list[str]:
    """Keys of lists whose people may be mailed: those below `mailable`."""
    return w.made["list"][4:] or ["mailable"]


SUPPRESS = ["suppress:", "  - list/mailed-3-in-30-days", "  - list/mailed-1-in-7-days"]


def body(w: Writer) -> list[str]:
    lines = ["body: |-"]
    for _ in range(w.random.randrange(6, 12)):
        lines.append(f"  <p>{w.text(9)}.</p>")
    lines += [f"  {{{{ snippet/{w.pick('snippet')} }}}}", "  {{ snippet/snippet-00000 }}"]
    return lines


def build(n: int, seed: int = 7) -> dict[str, str]:
    """The files of an org of about `n` assets, by relative path."""
    w = Writer(seed)
    counts = {kind: max(4, int(n * share)) for kind, share in SHARES.items()}
    teams_and_fields(w, counts["field"])
    for key in ("spring", "summer", "autumn", "winter"):
        lines = [*w.head("campaign", key, key.title()), "type: email", "utm:", "  source: mail", "  medium: email"]
        w.files[f"campaigns/{key}.yaml"] = "\n".join([*lines, f"  campaign: {key}"]) + "\n"
    for number in range(counts["snippet"]):
        key = f"snippet-{number:05}"
        lines = [*w.head("snippet", key, f"Snippet {number} {w.text(2)}"), "format: html", "content: |-"]
        w.add("snippets", key, [*lines, *(f"  <p>{w.text(8)}.</p>" for _ in range(6))])
    lists(w, counts["list"])
    for number in range(counts["email"]):
        key = f"email-{number:05}"
        lines = [*w.head("email", key, f"E-mail {number} {w.text(2)}"), f"subject: {w.text(5)}"]
        lines += ["sender:", "  name: Bench", "  address: news@bench.example"]
        if number % 4 == 0:
            lines += ["type: list", "to:", f"  - list/{w.random.choice(mailed(w))}", *SUPPRESS]
        lines += [f"campaign: campaign/{w.pick('campaign')}", *body(w)]
        w.add("emails", key, lines)
    for number in range(counts["form"]):
        key = f"form-{number:05}"
        lines = [*w.head("form", key, f"Form {number} {w.text(2)}"), "fields:", "  - field: field/job_title", "    required: true"]
        lines += ["  - field: field/country", f"thank_you: email/{w.pick('email')}", f"campaign: campaign/{w.pick('campaign')}"]
        w.add("forms", key, lines)
    for number in range(counts["rule"]):
        key = f"rule-{number:05}"
        lines = [*w.head("rule", key, f"Rule {number} {w.text(2)}"), "when:", *criteria(w, 3), "do:"]
        lines += [f"  - tag: {w.random.choice(WORDS)}", "  - notify: team/sdr", f"  - score: {w.random.randrange(1, 20)}"]
        w.add("rules", key, lines)
    for number in range(counts["journey"]):
        key = f"journey-{number:05}"
        lines = [*w.head("journey", key, f"Journey {number} {w.text(2)}"), "entry:", "  lists:"]
        lines += [f"    - list/{w.random.choice(mailed(w))}", *SUPPRESS, f"campaign: campaign/{w.pick('campaign')}"]
        lines += ["exit:", "  - account.type is Customer", "steps:"]
        for step in range(w.random.randrange(3, 8)):
            lines += [f"  - id: mail-{step}", f"    send: email/{w.pick('email')}"]
            lines += [f"  - id: pause-{step}", f"    wait: {w.random.randrange(2, 15)} days"]
        lines += ["  - id: check", "    if:", "      - score >= 100", "    then: hand-over", "    else: end"]
        lines += ["  - id: hand-over", "    do:", "      - notify: team/sdr"]
        w.add("journeys", key, lines)
    w.files["mapconfig.yaml"] = MAPCONFIG
    return w.files


def change(files: dict[str, str], count: int, seed: int = 11) -> dict[str, str]:
    """`count` files of the org with one thing changed in each."""
    r = random.Random(seed)
    out = {}
    candidates = sorted(name for name in files if name.startswith(("lists/", "emails/", "journeys/")))
    for name in r.sample(candidates, count):
        text = files[name]
        if "wait: " in text:
            text = text.replace("wait: 2 days", "wait: 4 days").replace("wait: 3 days", "wait: 6 days")
        if "score >= " in text:
            text = text.replace("score >= ", "score >= 1", 1)
        if text == files[name]:
            text = text.replace("title: ", "title: Revised ", 1)
        out[name] = text
    return out


def write(out: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def git(out: Path, *words: str) -> None:
    who = {"GIT_AUTHOR_NAME": "bench", "GIT_AUTHOR_EMAIL": "bench@bench.example"}
    who |= {"GIT_COMMITTER_NAME": "bench", "GIT_COMMITTER_EMAIL": "bench@bench.example"}
    env = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", "-C", str(out), *words], check=True, env=env, stdout=subprocess.DEVNULL)


def repository(out: Path, assets: int, changed: int = 5, seed: int = 7) -> None:
    """A git repository at `out`: one commit with the org (tag `before`), one with `changed` files edited (tag `after`)."""
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
    if args.out.exists() and any(args.out.iterdir()):
        print(f"{args.out} is not empty", file=sys.stderr)
        return 1
    repository(args.out, args.assets, args.change, args.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
