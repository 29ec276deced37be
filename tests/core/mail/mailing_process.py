"""A process that writes mails and sends them, to be killed.

`python -m tests.core.mail.mailing_process DATABASE PORT` says the address of each mail once the mail's
change is stored; with one more argument it writes none.
"""

import asyncio
import sys
from uuid import uuid4

from core.actor import SYSTEM
from core.audit import change
from core.database import connect
from core.logs import set_up_logs
from core.mail.smtp import MailServer
from core.mail.worker import MailWorker
from tests.core.mail.sample import MAIL, send_confirmation


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _work(url: str, port: str, writing: bool) -> None:
    # What is logged must not fill the pipe that nobody reads while mails are only sent.
    set_up_logs(readable=True)
    await connect(url)
    server = MailServer("127.0.0.1", int(port), starttls=False, seconds=0.6)
    worker = MailWorker(MAIL, server, idle_seconds=0.05, lease_seconds=2.5)
    async with worker.running():
        _say("running")
        while writing:
            address = f"{uuid4()}@practice.example"
            async with change("account.made", by=SYSTEM):
                await send_confirmation(address)
            _say(address)
            await asyncio.sleep(0.01)
        await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(_work(sys.argv[1], sys.argv[2], len(sys.argv) == 3))
