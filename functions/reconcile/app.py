"""The `reconcile` function."""

import os

from aws_access.bootstrap.reconcile import build

handler = build(os.environ)
