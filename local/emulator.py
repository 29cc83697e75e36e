"""Runs the AWS emulator on loopback, its state in memory and everything it writes under the stack's folder."""

import os
from pathlib import Path

from local.processes import Servers, free_port

USUAL_PORT = 4566
_GUARDED = Path(__file__).with_name("guarded_emulator.py")


def start(servers: Servers, folder: Path, account: str, region: str) -> tuple[str, int]:
    """Start the emulator and wait until it is ready; its endpoint and process id."""
    port = free_port(USUAL_PORT)
    for name in ("home", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    # Nothing of this machine's environment: the functions inherit it, and would find AWS keys or proxies in it.
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "MINISTACK_ACCOUNT_ID": account,
        "MINISTACK_REGION": region,
    }
    # -P: the modules beside the guard are ours, and not the emulator's to find.
    pid = servers.start("emulator", [folder / "emulator/bin/python", "-P", _GUARDED], env, folder)
    endpoint = f"http://127.0.0.1:{port}"
    servers.wait_until_ready("emulator", f"{endpoint}/_ministack/ready", said="Running on http")
    return endpoint, pid
