"""The part of Slack's Block Kit that the local Slack knows, with Slack's limits; anything else is refused."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

_Id = Annotated[str, Field(min_length=1, max_length=255)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Plain(_Part):
    type: Literal["plain_text"]
    text: str = Field(min_length=1, max_length=3000)
    emoji: bool | None = None


class Mrkdwn(_Part):
    type: Literal["mrkdwn"]
    text: str = Field(min_length=1, max_length=3000)
    verbatim: bool | None = None


class _AtMost:
    """Where a text stands decides how long it may be."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def __call__(self, text: Plain | Mrkdwn) -> Plain | Mrkdwn:
        if len(text.text) > self._limit:
            raise ValueError(f"must be less than {self._limit + 1} characters")
        return text


Text = Annotated[Plain | Mrkdwn, Field(discriminator="type")]
_Plain24 = Annotated[Plain, AfterValidator(_AtMost(24))]
_Plain30 = Annotated[Plain, AfterValidator(_AtMost(30))]
_Plain75 = Annotated[Plain, AfterValidator(_AtMost(75))]
_Plain100 = Annotated[Plain, AfterValidator(_AtMost(100))]
_Plain150 = Annotated[Plain, AfterValidator(_AtMost(150))]
_Plain2000 = Annotated[Plain, AfterValidator(_AtMost(2000))]
_Text300 = Annotated[Text, AfterValidator(_AtMost(300))]
_Text2000 = Annotated[Text, AfterValidator(_AtMost(2000))]


class Confirm(_Part):
    title: _Plain100
    text: _Text300
    confirm: _Plain30
    deny: _Plain30
    style: Literal["primary", "danger"] | None = None


class Button(_Part):
    type: Literal["button"]
    text: _Plain75
    action_id: _Id | None = None
    value: str | None = Field(default=None, max_length=2000)
    url: str | None = Field(default=None, max_length=3000, pattern=r"^https?://")
    style: Literal["primary", "danger"] | None = None
    confirm: Confirm | None = None
    accessibility_label: str | None = Field(default=None, max_length=75)


class Option(_Part):
    text: _Plain75
    value: str = Field(max_length=150)
    description: _Plain75 | None = None


class StaticSelect(_Part):
    type: Literal["static_select"]
    options: list[Option] = Field(min_length=1, max_length=100)
    action_id: _Id | None = None
    placeholder: _Plain150 | None = None
    initial_option: Option | None = None
    focus_on_load: bool = False

    @model_validator(mode="after")
    def _initial_is_one_of_the_options(self) -> Self:
        if self.initial_option is not None and self.initial_option not in self.options:
            raise ValueError("initial_option must be one of the options, word for word")
        return self


class PlainTextInput(_Part):
    type: Literal["plain_text_input"]
    action_id: _Id | None = None
    multiline: bool = False
    initial_value: str | None = Field(default=None, max_length=3000)
    min_length: int | None = Field(default=None, ge=0, le=3000)
    max_length: int | None = Field(default=None, ge=1, le=3000)
    placeholder: _Plain150 | None = None
    focus_on_load: bool = False


class _Block(_Part):
    block_id: _Id | None = None


class Divider(_Block):
    type: Literal["divider"]


class Header(_Block):
    type: Literal["header"]
    text: _Plain150


class Context(_Block):
    type: Literal["context"]
    elements: list[Text] = Field(min_length=1, max_length=10)


class Section(_Block):
    type: Literal["section"]
    text: Text | None = None
    fields_: list[_Text2000] | None = Field(default=None, alias="fields", min_length=1, max_length=10)
    accessory: Button | None = None
    expand: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.text is None and self.fields_ is None:
            raise ValueError("a section has text or fields")
        return self


class ModalSection(Section):
    accessory: None = None  # buttons in modals are more than the local Slack plays


class Actions(_Block):
    type: Literal["actions"]
    elements: list[Button] = Field(min_length=1, max_length=25)

    @model_validator(mode="after")
    def _actions_are_told_apart(self) -> Self:
        ids = [element.action_id for element in self.elements if element.action_id is not None]
        if len(ids) != len(set(ids)):
            raise ValueError("an action_id stands twice in this block")
        return self


class Input(_Block):
    type: Literal["input"]
    label: _Plain2000
    element: Annotated[PlainTextInput | StaticSelect, Field(discriminator="type")]
    hint: _Plain2000 | None = None
    optional: bool = False


class MessageBlocks(_Part):
    blocks: list[Annotated[Actions | Context | Divider | Header | Section, Field(discriminator="type")]] = Field(
        max_length=50
    )


class Modal(_Part):
    type: Literal["modal"]
    title: _Plain24
    blocks: list[Annotated[Context | Divider | Header | Input | ModalSection, Field(discriminator="type")]] = Field(
        max_length=100
    )
    submit: _Plain24 | None = None
    close: _Plain24 | None = None
    private_metadata: str = Field(default="", max_length=3000)
    callback_id: str = Field(default="", max_length=255)
    external_id: str = Field(default="", max_length=255)
    clear_on_close: bool = False
    notify_on_close: bool = False

    @model_validator(mode="after")
    def _answers_can_be_sent(self) -> Self:
        if self.submit is None and any(isinstance(block, Input) for block in self.blocks):
            raise ValueError("submit is required when an input block is among the blocks")
        return self
