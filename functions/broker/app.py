"""The `broker` function."""

import os

from aws_access.bootstrap.broker import build

handler = build(os.environ)
