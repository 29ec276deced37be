"""Where the boards are reached."""

from pydantic import Field, SecretStr

from core.plugin_api import Options


class BoardOptions(Options):
    """The address of the boards, and what opens it."""

    address: str = Field("https://boards.example", description="where the boards are reached")
    opens: SecretStr = Field(SecretStr(""), description="what opens them")
