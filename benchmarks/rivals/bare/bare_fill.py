"""Makes a hundred practices of fifty people, each with half of six applications."""

import asyncio

from bare_tables import DB, SLUGS, Person, Sent, Tick


async def fill() -> None:
    for table in (Person, Tick, Sent):
        await table.create_table()
    await DB._run_in_new_connection("PRAGMA journal_mode = WAL")
    for practice in range(100):
        people = [
            Person(practice=practice, name=f"Person {each}", email=f"p{each}@practice.example")
            for each in range(50)
        ]
        made = await Person.insert(*people)
        ticks = [
            Tick(person=row["id"], practice=practice, slug=slug)
            for row in made
            for slug in SLUGS[: row["id"] % 6 + 1]
        ]
        for begin in range(0, len(ticks), 100):
            await Tick.insert(*ticks[begin : begin + 100])


asyncio.run(fill())
