"""What a check of this plugin needs: boards that are made up, and answers as they are typed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.plugin_api import Person
from core.plugin_testing import HttpRequest, HttpResponse, HttpTarget, MadeUpAccount, json_response


class MadeUpBoards(HttpTarget):
    """Keeps accounts by number, as the boards do."""

    def options(self, url: str, /) -> Mapping[str, Any]:
        """Lead to this machine."""
        return {"address": url, "opens": self.secret}

    def handle(self, request: HttpRequest, /) -> HttpResponse:
        """Find, make and change accounts."""
        if request.headers.get("authorization") != f"Bearer {self.secret}":
            return HttpResponse(401)
        if request.method == "GET":
            human = request.query.get("human")
            return json_response([each for each in self.state.values() if human in (None, each["human"])])
        sent = request.json
        if request.method == "PUT":
            self.state[request.path.rpartition("/")[2]] |= sent
            return HttpResponse(204)
        if any(each["login"] == sent["login"] for each in self.state.values()):
            return HttpResponse(409)
        return json_response(self._made(sent), 201)

    def accounts(self) -> Sequence[MadeUpAccount]:
        """All of them."""
        return [
            MadeUpAccount(each["id"], each["login"], each["enabled"], frozenset(each["marks"]))
            for each in self.state.values()
        ]

    def plant(self, person: Person, /) -> None:
        """Make one that nothing is known of here."""
        self._made({"human": person.identity, "login": person.portal_id, "marks": []})

    def sees(self, login: str, at: str) -> None:
        """Somebody signs in at the boards at this moment."""
        for each in self.state.values():
            if each["login"] == login:
                each["seen"] = at

    def use(self, person: Person, at: datetime, /) -> None:
        """Look at a board."""
        self.sees(person.portal_id, at.isoformat())

    def _made(self, sent: Mapping[str, Any]) -> Mapping[str, Any]:
        number = str(len(self.state) + 1)
        self.state[number] = {"id": number, "enabled": True, **sent}
        return self.state[number]


TARGET = MadeUpBoards()
ANSWERS: Mapping[str, Sequence[str]] = {"wards": ["east"]}
OPTIONS: Mapping[str, Any] = {"launch_url": "https://boards.example"}
BEFORE: Mapping[int, Mapping[str, Any]] = {1: {"answers": {"ward": "west"}, "options": {}}}
