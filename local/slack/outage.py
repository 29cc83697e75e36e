"""The switch that lets a test say "Slack is down" for the next few calls."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field


class Outage(BaseModel):
    """The next `calls` calls fail: of any method, or only of `methods` (`response_url` names those URLs)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls: int = Field(ge=0)
    kind: Literal["unavailable", "ratelimited"] = "unavailable"
    retry_after: int = Field(default=1, ge=0)  # seconds; only for ratelimited
    methods: tuple[str, ...] = ()

    def hits(self, method: str) -> bool:
        return self.calls > 0 and (not self.methods or method in self.methods)

    def after_one_call(self) -> Self:
        return self.model_copy(update={"calls": self.calls - 1})


NO_OUTAGE = Outage(calls=0)
