"""The `api` function."""

import os

from aws_access.bootstrap.api import build

handler = build(os.environ)
