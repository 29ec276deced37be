"""A solved puzzle opens the usual way, none opens the slow one; the page tells nobody anything."""

from tests.web.pages.test_sign_in import ADA, last_mail, path_in
from tests.web.people import PASSWORD, Client, SignIn, solved, without_token


async def _register(client: Client, number: int, **more: str) -> int:
    fields = {**ADA, "email": f"ada{number}@practice.example", **more}
    return (await client.send_form("/sign-up", fields)).status_code


async def test_without_a_puzzle_few_may_register_and_are_told_what_to_do(stranger: Client) -> None:
    assert [await _register(stranger, number) for number in range(6)] == [303] * 6

    answer = await stranger.send_form("/sign-up", ADA)
    assert answer.status_code == 429
    assert "Try again in 60 minutes, or switch JavaScript on" in answer.text
    assert 'value="Okafor"' in answer.text

    assert await _register(stranger, 7, altcha=await solved(stranger, "/sign-up/puzzle")) == 303


async def test_a_solution_handed_in_twice_is_as_good_as_none(stranger: Client) -> None:
    solution = await solved(stranger, "/sign-up/puzzle")
    assert await _register(stranger, 0, altcha=solution) == 303
    answers = [await _register(stranger, number, altcha=solution) for number in range(1, 8)]

    assert answers == [303] * 6 + [429]


async def test_a_known_address_and_a_new_one_get_the_same_pages(
    stranger: Client, signed_in_client: SignIn
) -> None:
    await signed_in_client("ada@practice.example")
    pages = []
    for email in ("ada@practice.example", "new@practice.example"):
        answer = await stranger.send_form("/sign-up", {**ADA, "email": email})
        waiting = await stranger.get(answer.headers["location"])
        again = await stranger.send_form(
            f"{answer.headers['location']}/again", page=answer.headers["location"]
        )
        wrong = await stranger.send_form(answer.headers["location"], {"code": "BBBB-BBBB"})
        reference = answer.headers["location"].rpartition("/")[2]
        text = without_token(waiting.text + wrong.text)
        pages.append((answer.status_code, again.status_code, wrong.status_code,
                      text.replace(email, "…").replace(reference, "…")))  # fmt: skip

    assert pages[0] == pages[1]
    assert pages[0][:3] == (303, 303, 422)


async def test_the_link_of_the_mail_asks_for_the_password_and_a_wrong_one_is_told_beside_it(
    stranger: Client,
) -> None:
    await stranger.send_form("/sign-up", ADA)
    link = path_in(await last_mail("ada@practice.example"), "/sign-up/confirm")

    empty = await stranger.send_form(link)
    wrong = await stranger.send_form(link, {"password": "not the one she chose"})
    assert (empty.status_code, wrong.status_code) == (422, 422)
    assert "Enter the password you chose when you registered" in empty.text
    assert "That isn’t the password you chose when you registered" in wrong.text
    assert 'value="ada@practice.example" autocomplete="username"' in wrong.text
    assert "not the one she chose" not in wrong.text

    right = await stranger.send_form(link, {"password": PASSWORD})
    assert right.headers["location"] == "/sign-in?done=confirmed"


async def test_somebody_with_one_name_registers_with_it(stranger: Client) -> None:
    one = {**ADA, "first_name": "", "last_name": "Suharto", "email": "suharto@practice.example"}
    lacking = await stranger.send_form("/sign-up", one)
    assert lacking.status_code == 422 and "Enter your first name" in lacking.text
    assert (await stranger.send_form("/sign-up", {**one, "one_name": "yes"})).status_code == 303
