"""The `slack` function."""

import os

from aws_access.bootstrap.slack import build

handler = build(os.environ)
