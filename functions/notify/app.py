"""The `notify` function."""

import os

from aws_access.bootstrap.notify import build

handler = build(os.environ)
