"""The `timers` function."""

import os

from aws_access.bootstrap.timers import build

handler = build(os.environ)
