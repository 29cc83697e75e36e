"""`auth.test`, and the methods of `users.*` and `usergroups.users.*`."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from local.slack.api.arguments import Arguments
from local.slack.api.paging import page_of
from local.slack.blocks import Json
from local.slack.config import Person
from local.slack.errors import SlackError
from local.slack.messages import conversation_as_json
from local.slack.workspace import Workspace

STRANGERS_TEAM = "T0STRANGER"


def auth_test(workspace: Workspace, arguments: Arguments) -> Json:
    del arguments
    config = workspace.config
    return {
        "url": f"https://{config.team_domain}.slack.com/",
        "team": config.team_name,
        "user": config.bot_name,
        "team_id": config.team_id,
        "user_id": config.bot_user_id,
        "bot_id": config.bot_id,
        "is_enterprise_install": False,
    }


def users_info(workspace: Workspace, arguments: Arguments) -> Json:
    person = workspace.person(arguments.required("user"))
    return {"user": _user(workspace, person, with_locale=arguments.flag("include_locale"))}


def users_list(workspace: Workspace, arguments: Arguments) -> Json:
    people = list(workspace.people.values())
    page, cursor = page_of(people, arguments, lambda person: person.id, default=len(people), most=1000)
    with_locale = arguments.flag("include_locale")
    return {
        "members": [_user(workspace, person, with_locale=with_locale) for person in page],
        "response_metadata": {"next_cursor": cursor},
    }


def usergroups_users_list(workspace: Workspace, arguments: Arguments) -> Json:
    return {"users": list(_user_group(workspace, arguments.required("usergroup")))}


def usergroups_users_update(workspace: Workspace, arguments: Arguments) -> Json:
    """Slack's way to say who is in a user group from now on; it takes no empty list."""
    group, users = arguments.required("usergroup"), arguments.required("users").split(",")
    _user_group(workspace, group)
    if unknown := [user for user in users if user not in workspace.people]:
        raise SlackError("user_not_found", [f"[ERROR] unknown user: {user}" for user in unknown])
    workspace.user_groups[group] = tuple(dict.fromkeys(users))
    return {"usergroup": {"id": group, "users": users, "user_count": len(users)}}


def _user_group(workspace: Workspace, group: str) -> tuple[str, ...]:
    if group not in workspace.user_groups:
        raise SlackError("no_such_subteam")
    return workspace.user_groups[group]


def users_conversations(workspace: Workspace, arguments: Arguments) -> Json:
    """What a person is a member of; without `user`, what the app's bot is a member of."""
    person = workspace.person(arguments.text("user") or workspace.config.bot_user_id)
    kinds = set((arguments.text("types") or "public_channel").split(","))
    return listed(workspace, arguments, kinds, person.id)


def listed(workspace: Workspace, arguments: Arguments, kinds: set[str], member: str = "") -> Json:
    """The conversations of these kinds that the bot can see, and `member` is in."""
    if unknown := kinds - {"public_channel", "private_channel", "mpim", "im"}:
        raise SlackError("invalid_types", [f"[ERROR] unknown type: {kind}" for kind in sorted(unknown)])
    bot = workspace.config.bot_user_id
    found = [
        conversation
        for conversation in workspace.conversations.values()
        if conversation.kind in kinds
        and (bot in conversation.members or not conversation.is_private)
        and (not member or member in conversation.members)
    ]
    page, cursor = page_of(found, arguments, lambda conversation: conversation.id, default=100, most=1000)
    return {
        "channels": [conversation_as_json(conversation, workspace.config) for conversation in page],
        "response_metadata": {"next_cursor": cursor},
    }


def _user(workspace: Workspace, person: Person, *, with_locale: bool) -> Json:
    """Slack tells the locale only when asked, `is_stranger` only of strangers, and little of deleted accounts."""
    config = workspace.config
    told: Json = {
        "id": person.id,
        "team_id": STRANGERS_TEAM if person.is_stranger else config.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "profile": {
            "real_name": person.full_name,
            "display_name": person.name,
            "email": person.email,
            "team": config.team_id,
        },
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": int(workspace.clock()),
    }
    if not person.deleted:
        now = datetime.fromtimestamp(workspace.clock(), UTC)
        offset = now.astimezone(ZoneInfo(person.tz)).utcoffset()
        told |= {
            "real_name": person.full_name,
            "tz": person.tz,
            "tz_label": person.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": person.is_restricted or person.is_ultra_restricted,
            "is_ultra_restricted": person.is_ultra_restricted,
            "is_email_confirmed": True,
        }
    if person.is_stranger:
        told["is_stranger"] = True
    if with_locale:
        told["locale"] = person.locale
    return told
