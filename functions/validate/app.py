"""The `validate` function."""

import os

from aws_access.bootstrap.validate import build

handler = build(os.environ)
