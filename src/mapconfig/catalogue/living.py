"""The catalogue in memory: gathered again when something has changed, each page made when somebody asks for it."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from pathlib import Path

from mapconfig import home
from mapconfig.catalogue import site
from mapconfig.catalogue.facts import Facts
from mapconfig.catalogue.gathering import Wanted, gather
from mapconfig.catalogue.writing import SEARCH_DATA, aim, frame_of, search_data, shared
from mapconfig.errors import MapconfigError
from mapconfig.index.facts import facts as stats
from mapconfig.language import say, told
from mapconfig.record.history import NoHistoryError, Repository
from mapconfig.record.journal import JOURNAL
from mapconfig.report.catalogue import places, sheets
from mapconfig.report.catalogue.pages import render
from mapconfig.report.web.html import el
from mapconfig.report.web.page import page
from mapconfig.workspace import Workspace

#: Seconds between two looks at the files, however many pages are open.
PAUSE = 0.7


class Living:
    """Pages that are always those of the files. `tell` hears what goes wrong; the last pages then stay.

    Raises what `gather` raises when it is made.
    """

    def __init__(self, workspace: Workspace, wanted: Wanted, lang: str, tell: Callable[[str], None]) -> None:
        self._workspace, self._wanted, self._lang, self._tell = workspace, wanted, lang, tell
        self._lock = threading.RLock()
        self._records: tuple[Path, ...] = ()
        self._looked = time.monotonic()
        self._seen: tuple[object, ...] = ()
        before = self._look()
        self._facts = gather(workspace, wanted)
        self._aim = aim()  # now, since requests are answered in threads, which know of no run
        self._begin()
        # Where records lie is known only now; what changed in the files meanwhile shows at the next look.
        self._seen = (*before[:2], *self._look()[2:])

    def _begin(self) -> None:
        environments = self._facts.org.settings.environments.values()
        self._records = tuple(self._workspace.record_directory(one) for one in environments)
        self._makers = site.makers(self._facts)
        self._frame = frame_of(self._facts, self._lang, self._aim, live=True)
        self._shared = {place: text.encode() for place, text in shared(live=True).items()}
        self._made: dict[str, bytes] = {}

    @property
    def facts(self) -> Facts:
        return self._facts

    def look(self) -> None:
        """Look whether files, commits, records or the day have changed, and gather again if so."""
        with self._lock:
            if time.monotonic() - self._looked < PAUSE:
                return
            seen = self._look()
            if seen != self._seen:
                try:
                    self._facts = self._again()
                    self._begin()
                except MapconfigError as error:
                    self._tell(say("The pages stay as they were: {why}", why=told(error)))
                self._seen = seen
            self._looked = time.monotonic()

    def _again(self) -> Facts:
        """Gathered again. What commits did is asked anew only where there are other commits."""
        return gather(self._workspace, self._wanted, self._facts)

    def _look(self) -> tuple[object, ...]:
        """What tells that nothing has changed, by the file system and git alone."""
        root = self._workspace.root
        journals = sorted(path for each in self._records for path in each.glob(JOURNAL))
        records = tuple((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in journals)
        drift = self._wanted.drift
        reported = (drift.stat().st_mtime_ns, drift.stat().st_size) if drift is not None and drift.exists() else None
        return (stats(str(root)), self._head(), records, reported, home.today())

    def _head(self) -> str | None:
        try:
            with Repository(self._workspace.root) as repository:
                return repository.head()
        except NoHistoryError:
            return None

    def body(self, place: str) -> bytes | None:
        """The file at `place`; None where there is none."""
        with self._lock:
            found = self._made.get(place)
            if found is None:
                found = self._make(place)
                if found is not None:
                    self._made[place] = found
            return found

    def _make(self, place: str) -> bytes | None:
        maker = self._makers.get(place)
        if maker is not None:
            return render(place, maker(), self._frame).encode("utf-8", "backslashreplace")
        if place == SEARCH_DATA:
            return search_data(self._facts).encode()
        if place in sheets.SHEETS:
            page_, make = sheets.SHEETS[place]
            return make(self._makers[page_]()).encode("utf-8", "backslashreplace")
        return self._shared.get(place)

    def state(self, place: str) -> str:
        """What a page is made of now, as a word that changes when the page does."""
        self.look()
        body = self.body(place)
        return hashlib.sha256(body).hexdigest()[:20] if body is not None else "gone"

    def missing(self) -> bytes:
        """The page for what there is no page of. It comes again when there is one."""
        speak = self._frame.speak
        return page(
            say("There is no such page"),
            el(
                "main",
                el("h1", say("There is no such page")),
                el("p", say("Perhaps the asset was renamed or removed.")),
                el("p", el("a", say("To the front page"), href=f"/{places.FRONT}")),
                id_="content",
            ),
            lang=self._lang,
            speak=speak,
        ).encode()
