"""Builds and deploys the project's own template into the jump account of the local stack, as it is deployed on AWS."""

import hashlib
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local import processes
from local.stack import ROOT_SECRET, LocalSession

PROJECT = Path(__file__).resolve().parent.parent
BUILT_FROM = ("template.yaml", "functions", "layers", "requirements/layer.txt")
STACK_NAME = "aws-access"
BUCKET = "aws-access-deployments"


@dataclass(frozen=True, slots=True)
class Deployer:
    """The jump account as its deployer sees it. `folder` holds what is built, `logs` what the tools said."""

    folder: Path
    endpoint: str
    region: str
    account: str

    @property
    def log(self) -> Path:
        return self.folder / "logs" / "deployment.log"

    @property
    def built(self) -> Path:
        return self.folder / "build"

    def build(self) -> None:
        """`sam build`, unless nothing that goes into it has changed since the last time."""
        python = self.folder / "emulator/bin/python"  # runs the functions, so the layers' wheels must be for it
        wanted = _digest(PROJECT, str(python.resolve()))
        stamp = self.folder / "build.stamp"
        if stamp.is_file() and stamp.read_text() == wanted and (self.built / "template.yaml").is_file():
            return
        stamp.unlink(missing_ok=True)
        options: list[str | Path] = ["--build-dir", self.built, "--cache-dir", self.folder / "build-cache", "--cached"]
        processes.run([*self._sam("build"), *options], self.log, {**self._env(), "LAYER_PYTHON": str(python)}, PROJECT)
        stamp.write_text(wanted)

    def root(self, account: str) -> LocalSession:
        """As the root of an account."""
        return LocalSession(self.endpoint, self.region, account, ROOT_SECRET)

    def deploy(self, parameters: Mapping[str, str]) -> dict[str, str]:
        """`sam deploy`; the stack's outputs by name."""
        root = self.root(self.account)
        # A bucket of our own spares the stack that SAM would first deploy to have one.
        root.client("s3").create_bucket(Bucket=BUCKET)
        options: list[str | Path] = ["--template-file", self.built / "template.yaml", "--stack-name", STACK_NAME]
        options += ["--s3-bucket", BUCKET, "--region", self.region, "--no-confirm-changeset", "--no-progressbar"]
        options += ["--capabilities", "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
        options += ["--parameter-overrides", *(f"{name}={value}" for name, value in parameters.items())]
        processes.run([*self._sam("deploy"), *options], self.log, self._env(), PROJECT)
        stack = root.client("cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def publish_rules(self, outputs: Mapping[str, str], rules: Path) -> None:
        """The operators' own command, which validates the file first."""
        command = [sys.executable, "-m", "aws_access.cli", "rules", "publish", "--yes"]
        command += ["--application", outputs["RulesApplication"], "--environment", outputs["RulesEnvironment"]]
        command += ["--profile", outputs["RulesProfile"], "--strategy", outputs["RulesDeploymentStrategy"]]
        env = {**self._env(), "PYTHONPATH": str(PROJECT / "layers/aws_access/python")}
        processes.run([*command, str(rules)], self.folder / "logs" / "rules.log", env, PROJECT)

    def run(self, function: str) -> None:
        """What happens every minute, now."""
        client = self.root(self.account).client("lambda")
        answer = client.invoke(FunctionName=f"{STACK_NAME}-{function}", Payload=b"{}")
        if "FunctionError" in answer:
            raise processes.LocalStackError(f"{function}: {answer['Payload'].read().decode()}")

    def reachable(self, url: str) -> str:
        """The emulator's own address for a URL of API Gateway."""
        found = re.fullmatch(r"https://(?P<api>\w+)\.execute-api\.[^/]+/(?P<rest>.+)", url)
        if not found:
            raise processes.LocalStackError(f"No address of API Gateway among the stack's outputs: {url}")
        return f"{self.endpoint}/_aws/execute-api/{found['api']}/{found['rest']}"

    def _sam(self, command: str) -> list[str | Path]:
        return [self.folder / "sam/bin/sam", command, "--config-env", "local"]

    def _env(self) -> dict[str, str]:
        """The machine's environment without its AWS settings: these commands may reach the emulator only.

        Nor what `make` was called with: the layers are built by makefiles with variables of the same names.
        """
        env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SAM_", "MAKE"))}
        return env | {
            "AWS_ACCESS_KEY_ID": self.account,
            "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": "127.0.0.1",
            "SAM_CLI_POLL_DELAY": "0.5",
            "SAM_CLI_TELEMETRY": "0",
        }


def _digest(project: Path, interpreter: str) -> str:
    """A hash of every file that goes into the build, and of the interpreter that it is for."""
    digest = hashlib.sha256(interpreter.encode())
    for name in BUILT_FROM:
        place = project / name
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        for path in files:
            if "__pycache__" not in path.parts:
                content = path.read_bytes()
                digest.update(f"\n{path.relative_to(project)} {len(content)}\n".encode() + content)
    return digest.hexdigest()
