"""The `people` function."""

import os

from aws_access.bootstrap.people import build

handler = build(os.environ)
