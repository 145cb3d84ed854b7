"""What the files of a new org say to people, sentence by sentence, so that it can be said in other languages.

The files themselves are English (`starter/`, `bare/`). What is no sentence stays as it is in them: keys, addresses,
criteria, commands; and the workflows of a forge.
"""

from __future__ import annotations

import re
import textwrap

from mapconfig.language import Speech, Text, say

#: Characters of a line of prose.
WIDTH = 130

PHRASES: tuple[Text, ...] = (
    # README.md, of both sorts of orgs
    say("My company's marketing configuration"),
    say(
        "What our marketing automation platform does, in files. A change is an edit here, reviewed and applied; nobody "
        "has to remember why something is as it is."
    ),
    say("| in | is |"),
    say("the settings: platforms, naming, limits"),
    say("the assets, one or more a file"),
    say("why they change: one file a change"),
    say("fictional people, and what must be true of them: tests of all of it"),
    say("what is to be deleted, once something is"),
    say("Everyday commands:"),
    say("Everyday commands, from then on:"),
    say("what is wrong or doubtful, with the line and what to do"),
    say("whether what must be true of your personas is"),
    say("what a branch changes, and what that means for people"),
    say("all that a reviewer has to know of it, as a page"),
    say("everything that a change of it would reach"),
    say("what would change on the platform; changes nothing"),
    say("exactly that"),
    say("what somebody changed on the platform by hand"),
    say("who decided that, when, and what for"),
    say(
        "Already have a platform? Name it in `mapconfig.yaml`, and let `mapconfig import` write its assets into files."
    ),
    say(
        "The journey `journey/welcome` is a draft. Delete `state: draft` to have it run; the plan then says that "
        "people will be mailed, and waits for somebody to say yes."
    ),
    say(
        "On GitHub every pull request is checked, and the review is written under it as one comment: see "
        "`.github/workflows/`."
    ),
    say(
        "Editors with the YAML extension check while you type: `.vscode/settings.json` names the schemas in "
        "`.vscode/mapconfig-schemas/`."
    ),
    say(
        "Nothing is here yet. Say in `mapconfig.yaml` where the platform is, and who you are there in a file outside "
        "this directory (`~/.config/mapconfig/logins.toml`):"
    ),
    say("Then let mapconfig write what the platform has:"),
    say("what would be written; writes nothing"),
    say("a file for each asset; changes nothing on the platform"),
    say("nothing to do: the files say what the platform has"),
    say("what is doubtful about it, with the line and what to do"),
    # mapconfig.yaml and .gitignore
    say("The settings of this org. Every key is explained in the schema: your editor shows it."),
    say("My company"),
    say("A platform in one file (.mapconfig/platform.sqlite3), to try everything out without an account."),
    say(
        "People that are made up, so that a plan can say whom it would reach. Your own platform names a source of its "
        "own."
    ),
    say("The filing plan: what keys look like."),
    say("Every journey and every list e-mail names these under suppress, so that nobody hears from us too often."),
    say("Your platform. `mapconfig backends` names the sorts there are; the login has a place outside the org."),
    say("What belongs to a person: fields that are called account.type are of the one company that a person is with."),
    say(
        "The record and the embedded platform of this machine. A record that a team shares lies elsewhere: see "
        "MAPCONFIG_RECORD."
    ),
    # assets
    say("The first configuration"),
    say("From now on, what the platform does is written down, reviewed and applied from here."),
    say("The journey is a draft, so nobody is mailed."),
    say("Hello"),
    say("thank you for joining us. We write about twice a month, and every e-mail has a link to stop."),
    say("Welcome"),
    say("What we do, and how often we write"),
    say("What somebody allowed. Several assets may share a file."),
    say("Opted out"),
    say("An opt-out counts from the second it is given. Only the person takes it back."),
    say("Confirmed opt-in"),
    say("The person followed the link in the confirmation e-mail."),
    say("Hard bounced"),
    say("Created at"),
    say("E-mail address"),
    say("First name"),
    say("One e-mail on the first day. It is a draft, so nothing is sent until its state says active."),
    say("Whoever joins hears from us while they still remember why."),
    say("Mailed often enough"),
    say("More than three e-mails a month make people opt out."),
    say("Mailed just now"),
    say("Two e-mails in two days read as a mistake."),
    say("Mailable (master list)"),
    say("Those we may write to. Other lists build on it with extends, so that this is decided in one place."),
    say("One definition of who may be mailed, for everything that sends."),
    say("Newcomers"),
    say("Those we may write to, in their first week with us."),
    say("Not mailable"),
    say("Everybody who is not on list/mailable. Whatever sends suppresses it."),
    say("An audience can change between entering a journey and the next e-mail of it."),
    say(
        "Fictional people, and what must be true of them whatever anybody changes: `mapconfig persona` says whether "
        "it is."
    ),
    say("Never describe a real person here."),
    say("Nora, who signed up the day before yesterday"),
    say("Omar, who opted out years ago and comes back"),
    say("Whoever opted out hears nothing from us, however new they are."),
    say("Footer"),
    say("What stands below every e-mail. Change it here, and it changes everywhere."),
    say("My company, 1 Main Street, Anytown. You get this e-mail because you asked for it."),
    say("Marketing operations"),
    say("Looks after the platform and decides on definitions."),
    say("In the first week"),
    say("To say what we do, and how often we write"),
)


def spoken(text: str, speak: Speech) -> str:
    """A file of a new org with every phrase as `speak` says it; prose that went over several lines does so again."""

    def said(found: re.Match[str]) -> str:
        told = speak(known[" ".join(found[0].split())])
        return textwrap.fill(told, WIDTH, break_long_words=False, break_on_hyphens=False) if "\n" in found[0] else told

    known = {str(phrase): phrase for phrase in PHRASES}
    longest = sorted(known, key=len, reverse=True)
    written = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in longest)
    return re.sub(rf"(?<![\w/-])(?:{written})(?![\w-])", said, text)
