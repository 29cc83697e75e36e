"""The `worker` function."""

import os

from aws_access.bootstrap.worker import build

handler = build(os.environ)
