"""Links into the AWS console."""

from urllib.parse import quote, urlencode

from aws_access.domain.ids import RoleArn


def switch_role_url(role_arn: RoleArn, environment: str) -> str:
    """The console's switch-role page, filled in. It uses the IAM user's name as session name."""
    facts = {
        "roleName": role_arn.path_and_name,
        "account": role_arn.account,
        "displayName": f"{role_arn.name} {environment}",
    }
    return f"https://signin.aws.amazon.com/switchrole?{urlencode(facts, quote_via=quote)}"
