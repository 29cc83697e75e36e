"""Who somebody in Slack is: a person whom the rules know, and of whom Slack says that they are a full member."""

from aws_access.domain.errors import NotAllowed, NotFound
from aws_access.domain.ids import SlackUserId
from aws_access.domain.model import Person
from aws_access.domain.reasons import reason
from aws_access.domain.rules import Rules
from aws_access.ports import Directory, SlackProfile


def identify(slack_id: SlackUserId, rules: Rules, directory: Directory) -> tuple[Person, SlackProfile]:
    """The person, and what Slack says of them; NotAllowed for everybody else. Slack is asked every time."""
    try:
        profile = directory.profile(slack_id)
    except NotFound:
        raise NotAllowed(reason("not-a-member")) from None
    if not profile.member:
        raise NotAllowed(reason("not-a-member"))
    person = rules.person_in_slack(slack_id)
    if person is None:
        raise NotAllowed(reason("not-a-person", slack_id=slack_id))
    return person, profile
