"""What looks like a password, an API key or a token: by its beginning, by the name it has, or by being long and random.

Used on assets (MC180) and on settings (MC199). The secret itself is in no answer.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from string import ascii_letters, digits

from mapconfig.finding import Path
from mapconfig.language import NOTHING, Text, say

#: Beginnings that services give their keys so that they can be found in places like this one.
_KNOWN = (
    (say("an Amazon access key"), "AKIA", r"\bAKIA[0-9A-Z]{16}\b"),
    (say("a GitHub token"), "gh", r"\bgh[pousr]_[A-Za-z0-9]{36,}"),
    (say("a GitHub token"), "github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{22,}"),
    (say("a GitLab token"), "glpat-", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    (say("a Slack token"), "xox", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    (say("a Slack webhook"), "hooks.slack.com", r"hooks\.slack\.com/services/[A-Za-z0-9]+/[A-Za-z0-9]+/[A-Za-z0-9]+"),
    (say("a Stripe key"), "_live_", r"\b[rs]k_live_[A-Za-z0-9]{16,}"),
    (say("a SendGrid key"), "SG.", r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    (say("a Google API key"), "AIza", r"\bAIza[A-Za-z0-9_-]{35}"),
    (say("a HubSpot token"), "pat-", r"\bpat-(?:na|eu)\d-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    (say("a Salesforce session"), "00D", r"\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{40,}"),
    (say("a Mailgun key"), "key-", r"\bkey-[0-9a-f]{32}\b"),
    (say("an npm token"), "npm_", r"\bnpm_[A-Za-z0-9]{36}\b"),
    (say("a signed token"), "eyJ", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
    (say("a private key"), "PRIVATE KEY", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY"),
    (
        say("a password in a web address"),
        "://",
        r"[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]{1,100}:[^\s/:@\"'<>{]{3,100}@",
    ),
)
_KNOWN_PATTERNS = tuple((what, mark, re.compile(pattern)) for what, mark, pattern in _KNOWN)

#: Names under which a secret is kept. The value there is one unless it is empty, a placeholder or a reference.
_TELLING = re.compile(
    r"(?i)(?:^|[_.-])(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)$"
)
#: No name is this long, and no key of a service is shorter than that.
_NAME, _SHORTEST = 60, 14
#: One of these is in every name that tells.
_WORDS = ("passw", "passphrase", "secret", "token", "api", "access", "private", "credential")
_REFERENCE = re.compile(r"\A(?:[A-Z][A-Z0-9_]*|\$\{?\w+\}?|\{\{.*\}\}|<.*>|\*+|x+)\Z")

_LONG = re.compile(r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_=-]{24,200}")
_WEB = re.compile(r"(?:https?:|data:|cid:|www\.|/)\S*", re.IGNORECASE)
#: Bits a character above which text of 24 or more characters is random; English words in camel case stay below 4.
_RANDOM = 4.1


#: Where one of the keys above may be. Each alternative begins with a sign that is rare in prose and looks back from
#: there, so that most of a text is passed over in one go.
_MARKED = re.compile(
    rb"_(?<=gh[pousr]_)|_(?<=github_)pat_|_(?<=npm_)|_live_|-(?<=pat-)|-(?<=key-)|-(?<=xox[abeoprs]-)"
    rb"|\.(?<=hooks\.)slack|\.(?<=SG\.)|I(?<=AKI)A|I(?<=AI)za|D(?<=00D)|J(?<=eyJ)|K(?<=PRIVATE K)EY|://"
)
#: Every byte that long random text is made of as an "a", all others as a space.
_RUNS = bytes(ord("a") if chr(byte) in ascii_letters + digits + "+/_=-" else ord(" ") for byte in range(256))
_LONG_RUN = b"a" * 24


def may_hold(data: bytes) -> bool:
    """False for texts that surely hold no key and nothing random, as nearly all do."""
    return _MARKED.search(data) is not None or _LONG_RUN in data.translate(_RUNS)


def _holds_known(text: str) -> Text:
    """What sort of key with a known beginning is in `text`; empty when there is none."""
    for what, mark, pattern in _KNOWN_PATTERNS:
        if mark in text and pattern.search(text):
            return what
    return NOTHING


def _holds_random(text: str) -> bool:
    if _LONG.search(text) is None:
        return False
    return any(_is_random(long) for long in _LONG.findall(_WEB.sub(" ", text)))


def is_suspicious(text: str) -> bool:
    """Whether `text` itself, whatever its name, looks like a key."""
    return len(text) >= _SHORTEST and bool(_holds_known(text) or _holds_random(text))


def tells(name: str) -> bool:
    """Whether `name` is one under which a secret is kept."""
    if len(name) >= _NAME:
        return False
    lowered = name.lower()
    return any(word in lowered for word in _WORDS) and _TELLING.search(name) is not None


def secret_in(path: Path, text: str) -> Text:
    """What sort of secret `text` seems to be; empty when it is none. The secret itself is in no answer."""
    known = _holds_known(text)
    if known:
        return known
    name = str(path[-1]) if path else ""
    if text != name and tells(name) and len(text) >= 8 and " " not in text and not _REFERENCE.match(text):
        return say("a secret under the name {name}", name=name)
    return say("a long random text, such as a key or a token") if _holds_random(text) else NOTHING


def _is_random(text: str) -> bool:
    """Whether the characters of `text` are spread as a generator spreads them: upper case, lower case and digits mixed,
    no character often."""
    if sum(char.isdigit() for char in text) < 3 or text.isdigit() or text.lower() == text or text.upper() == text:
        return False
    if any(len(word) > 6 and word.isalpha() for word in re.split(r"[-_/+=]", text)) and "-" in text:
        return False
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values()) >= _RANDOM
