"""Under which keys the items are."""


def request_key(request_id: str) -> tuple[str, str]:
    return f"REQUEST#{request_id}", "REQUEST"


def chain_key(chain: str) -> str:
    return f"AUDIT#{chain}"


def role_key(role_arn: str) -> str:
    return f"ROLE#{role_arn}"


RECORD, DOCUMENTS = "ROLE", "documents"
LOCKS, HEAD = "LOCKS", "HEAD"
