"""What other people have on the platforms, and what they do to ours."""

from __future__ import annotations

from gpucreds_emulator import Emulator
from gpucreds_emulator.live import Live
from tests.resources.nvcf.desk import Desk
from tests.resources.portal import Portal
from tests.resources.runai.console import Console


class Strangers:
    """The people who work on the platforms without gpucreds, each with something of their own there."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._portal, self._console, self._desk = Portal(emulator), Console(emulator), Desk(emulator)
        self._settle()
        self._theirs = {_identity(live) for live in emulator.live()}

    def _settle(self) -> None:
        self._portal.add_key("theirs")
        self._portal.add_key("theirs-gc-00000000-00000000-0000-1")
        self._portal.add_workspace("green", ["worker-2"], ["team-z"])
        self._console.add_rule("service-account", self._console.add_account("theirs").name)
        self._console.add_user("Somebody@example.com", "another-login")
        self._desk.add("theirs", days=3000, owner="gpucreds-emulator")

    def untouched(self) -> bool:
        """Whether all that is theirs is as it was."""
        return self._theirs <= {_identity(live) for live in self._emulator.live()}

    def ours(self) -> list[Live]:
        """All that is not theirs."""
        return [live for live in self._emulator.live() if _identity(live) not in self._theirs]

    def delete(self, live: Live) -> None:
        """Delete something behind the back of its stack."""
        {"egs": self._delete_on_egs, "runai": self._delete_on_runai, "nvcf": self._delete_on_nvcf}[live.platform](live)

    def rename_a_key(self, number: int) -> None:
        """Give an EGS key of ours another name, without a mark."""
        keys = [key for key in self._portal.api_keys() if not key.name.startswith("theirs")]
        if keys:
            self._portal.alter_key(keys[number % len(keys)].secret, name="renamed")

    def disable_an_account(self, number: int) -> None:
        """Switch an account of ours off."""
        accounts = [account for account in self._console.accounts() if account.name != "theirs"]
        if accounts:
            accounts[number % len(accounts)].enabled = False

    def _delete_on_egs(self, live: Live) -> None:
        now = self._emulator.clock.now()
        for key in self._portal.api_keys():
            if key.live("egs", now).id == live.id:
                self._portal.revoke(key.secret)
        if live.kind == "workspace":
            self._portal.drop_workspace(live.name)

    def _delete_on_runai(self, live: Live) -> None:
        things = [*self._console.accounts(), *self._console.users(), *self._console.rules()]
        for thing in things:
            if str(thing.id) == live.id:
                self._console.remove(thing)

    def _delete_on_nvcf(self, live: Live) -> None:
        self._desk.delete(live.id)


def _identity(live: Live) -> tuple[str, str, str, str]:
    return live.platform, live.kind, live.id, live.name
