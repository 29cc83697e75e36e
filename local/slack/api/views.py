"""The `views.*` methods."""

from local.slack.api.arguments import Arguments
from local.slack.blocks import Json, checked_modal
from local.slack.errors import SlackError
from local.slack.views import view_as_json
from local.slack.workspace import Workspace


def views_open(workspace: Workspace, arguments: Arguments) -> Json:
    """The view is checked before the trigger is spent, so a mended view can still be opened."""
    source = checked_modal(arguments.structure("view", "invalid_arguments"))
    person = workspace.triggers.exchange(arguments.required("trigger_id"))
    return {"view": view_as_json(workspace.views.open(person, source), workspace.config)}


def views_update(workspace: Workspace, arguments: Arguments) -> Json:
    name = arguments.text("view_id") or arguments.text("external_id")
    if not name:
        raise SlackError("invalid_arguments", ["[ERROR] give view_id or external_id"])
    source = checked_modal(arguments.structure("view", "invalid_arguments"))
    view = workspace.views.update(workspace.views.find(name), source, arguments.text("hash"))
    return {"view": view_as_json(view, workspace.config)}
