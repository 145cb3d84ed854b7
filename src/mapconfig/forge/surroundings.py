"""Where a job of a CI runs: which forge, which pull request, which commit, and who may write there.

All of it comes from the environment that the forge gives a job, and from the event file that it writes; nothing from
the files of the org or from what another job handed over, which may be a stranger's.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mapconfig.errors import InputError, UsageError
from mapconfig.forge import github
from mapconfig.forge.asking import text
from mapconfig.forge.azure import Azure
from mapconfig.forge.bitbucket import Bitbucket
from mapconfig.forge.forge import Forge
from mapconfig.forge.github import GitHub
from mapconfig.forge.gitlab import GitLab
from mapconfig.language import listed, say, told
from mapconfig.values import dataclass
from mapconfig.wire.login import Secret, kept_logins, login_for
from mapconfig.wire.origin import Origin, Refused

#: The variables that may hold the token, by forge, the first that is set.
_TOKENS: Mapping[str, tuple[str, ...]] = {
    "github": ("MAPCONFIG_FORGE_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"),
    "gitlab": ("MAPCONFIG_FORGE_TOKEN", "GITLAB_TOKEN"),
    "bitbucket": ("MAPCONFIG_FORGE_TOKEN", "BITBUCKET_TOKEN"),
    "azure": ("MAPCONFIG_FORGE_TOKEN", "SYSTEM_ACCESSTOKEN"),
}
#: The variable by which each forge makes itself known.
_KNOWN_BY = {
    "github": "GITHUB_ACTIONS",
    "gitlab": "GITLAB_CI",
    "bitbucket": "BITBUCKET_BUILD_NUMBER",
    "azure": "TF_BUILD",
}
NAMES = tuple(_TOKENS)
_MOST = 5_000_000
_REPOSITORY = re.compile(r"[A-Za-z0-9._{}-]{1,200}/[A-Za-z0-9._{}-]{1,200}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says; empty and None where it says nothing."""

    forge: str = ""
    number: int | None = None
    head: str = ""
    writer: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to write. `forge` is None where there is no pull request any more that this commit is the tip of; `order`
    grows from run to run. `maker` is the repository whose job made the review, where that is not this one: what such a
    job hands over is what a stranger says."""

    forge: Forge | None
    head: str
    order: int
    maker: str = ""


def place(asked: Asked, environ: Mapping[str, str] = os.environ) -> Place:
    """Where this job is to write. Raises UsageError, with what is missing, where that cannot be told."""
    name = asked.forge or next((forge for forge, variable in _KNOWN_BY.items() if environ.get(variable)), "")
    if not name:
        raise UsageError(
            say(
                "This is no job of a forge that mapconfig knows. Say which forge is meant with --forge ({names}).",
                names=", ".join(NAMES),
            )
        )
    find: Callable[[Asked, Mapping[str, str]], Place] = {
        "github": _github,
        "gitlab": _gitlab,
        "bitbucket": _bitbucket,
        "azure": _azure,
    }[name]
    try:
        return find(asked, environ)
    except Refused as error:
        raise UsageError(told(error)) from None


def _github(asked: Asked, environ: Mapping[str, str]) -> Place:
    api = environ.get("GITHUB_API_URL") or "https://api.github.com"
    secret, repository = _token("github", api, environ), _repository("GITHUB_REPOSITORY", environ)
    event = _event(environ)
    run = event.get("workflow_run")
    run = run if isinstance(run, Mapping) else {}
    order = _number(text(run, "id") or environ.get("GITHUB_RUN_ID", ""))
    head = asked.head or text(run, "head_sha") or text(event, "pull_request", "head", "sha")
    number = asked.number or _number(text(event, "pull_request", "number")) or None
    if number is None and run:
        # The run that made the review may be of a fork, and says of itself only what the forge knows.
        branch = f"{text(run, 'head_repository', 'owner', 'login')}:{text(run, 'head_branch')}"
        number = github.number_of(api, secret, repository, head, branch)
        if number is None:
            return Place(None, head, order)
    if number is None:
        raise UsageError(say("This job is not about a pull request. Say which one is meant with --pr NUMBER."))
    source = text(run, "head_repository", "full_name")
    maker = source if source != repository else ""
    return Place(GitHub(api, secret, repository, number, asked.writer), head, order, maker)


def _gitlab(asked: Asked, environ: Mapping[str, str]) -> Place:
    api = environ.get("CI_API_V4_URL") or "https://gitlab.com/api/v4"
    number = _asked_number(asked, "CI_MERGE_REQUEST_IID", environ)
    # In a pipeline of the merged result, CI_COMMIT_SHA is a commit that is in no branch.
    head = asked.head or environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or environ.get("CI_COMMIT_SHA", "")
    forge = GitLab(api, _token("gitlab", api, environ), _said("CI_PROJECT_ID", environ), number, asked.writer)
    return Place(forge, head, _number(environ.get("CI_PIPELINE_ID", "")))


def _bitbucket(asked: Asked, environ: Mapping[str, str]) -> Place:
    api = environ.get("BITBUCKET_API_URL") or "https://api.bitbucket.org/2.0"
    number = _asked_number(asked, "BITBUCKET_PR_ID", environ)
    repository = _repository("BITBUCKET_REPO_FULL_NAME", environ)
    forge = Bitbucket(api, _token("bitbucket", api, environ), repository, number, asked.writer)
    head = asked.head or environ.get("BITBUCKET_COMMIT", "")
    return Place(forge, head, _number(environ.get("BITBUCKET_BUILD_NUMBER", "")))


def _azure(asked: Asked, environ: Mapping[str, str]) -> Place:
    collection = _said("SYSTEM_COLLECTIONURI", environ)
    number = _asked_number(asked, "SYSTEM_PULLREQUEST_PULLREQUESTID", environ)
    forge = Azure(
        collection,
        _token("azure", collection, environ),
        _said("SYSTEM_TEAMPROJECT", environ),
        _said("BUILD_REPOSITORY_ID", environ),
        number,
        asked.writer,
    )
    head = asked.head or environ.get("SYSTEM_PULLREQUEST_SOURCECOMMITID", "")
    return Place(forge, head, _number(environ.get("BUILD_BUILDID", "")))


def _token(forge: str, api: str, environ: Mapping[str, str]) -> Secret:
    """The token for the API: of the login that is kept for its origin, else of the job. It goes to `api` alone, which
    the environment of the job says as well."""
    origin = Origin.of(api)
    logins, source = kept_logins()
    if any(Origin.of(name) == origin for name in logins):
        return login_for(api, logins, source).secret("token")
    found = next((environ[name] for name in _TOKENS[forge] if environ.get(name)), "")
    if not found:
        raise UsageError(
            say(
                "There is no token to write with: {tokens} is not set, and no login for {origin} is "
                "kept. docs/review.md says which right it needs.",
                tokens=listed(_TOKENS[forge], "or"),
                origin=str(origin),
            )
        )
    if origin.scheme != "https" and not origin.loopback:
        raise UsageError(
            say("{origin} is not encrypted, so the token would travel in the clear. Use https.", origin=str(origin))
        )
    return Secret(found)


def _said(name: str, environ: Mapping[str, str]) -> str:
    found = environ.get(name, "")
    if not found:
        raise UsageError(say("The environment variable {name} is not set, which jobs of the forge have.", name=name))
    return found


def _repository(name: str, environ: Mapping[str, str]) -> str:
    """A repository as OWNER/NAME. It becomes a part of addresses, so that nothing else may be in it."""
    found = _said(name, environ)
    if not _REPOSITORY.fullmatch(found) or {".", ".."} & set(found.split("/")):
        raise UsageError(
            say(
                "The environment variable {name} is no repository as OWNER/NAME, which jobs of the forge have.",
                name=name,
            )
        )
    return found


def _asked_number(asked: Asked, name: str, environ: Mapping[str, str]) -> int:
    number = asked.number or _number(environ.get(name, ""))
    if not number:
        raise UsageError(say("This job is not about a pull request. Say which one is meant with --pr NUMBER."))
    return number


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 18 else 0


def _event(environ: Mapping[str, str]) -> Mapping[str, Any]:
    """What happened, as GitHub wrote it down for the job; nothing where it did not."""
    path = environ.get("GITHUB_EVENT_PATH", "")
    if not path:
        return {}
    try:
        data = Path(path).read_bytes()[: _MOST + 1]
        found = json.loads(data)
    except (OSError, ValueError, RecursionError):
        raise InputError(say("The event in {path} cannot be read.", path=path)) from None
    return found if isinstance(found, Mapping) else {}
